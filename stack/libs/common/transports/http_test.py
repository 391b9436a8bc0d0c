"""Connections over HTTP."""

import asyncio
import gc
import socket
import ssl
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import stamina

from stack.libs.common import HttpTransport, ServiceUnavailableError

from .testing import Answer, Service, serving


@pytest.fixture(autouse=True)
def _without_pauses() -> Iterator[None]:
    stamina.set_testing(True, attempts=3, cap=True)
    yield
    stamina.set_testing(False)


@pytest.mark.asyncio
async def test_row_105_one_connection() -> None:
    """A hundred requests, one after the other, need one connection; closing it does not end the transport."""
    service = Service(Answer())
    with serving(service) as url:
        transport = HttpTransport(url)
        for _ in range(100):
            await transport.request("GET", "/")
        before = len(service.clients)
        await transport.aclose()
        await transport.request("GET", "/")
        await transport.aclose()

    assert (len(service.received), before, len(service.clients)) == (101, 1, 2)


@pytest.mark.asyncio
async def test_requests_at_once() -> None:
    """Concurrent requests have a connection each, which later ones use again."""
    service = Service(Answer())
    with serving(service) as url:
        transport = HttpTransport(url)
        for _ in range(5):
            await asyncio.gather(*(transport.request("GET", "/") for _ in range(10)))
        await transport.aclose()

    assert len(service.received) == 50
    assert len(service.clients) <= 10


def test_another_event_loop() -> None:
    """One transport serves one event loop after the other, as tests have them, and forgets those that are closed."""
    service = Service(Answer())
    with serving(service) as url:
        transport = HttpTransport(url)
        loops: list[weakref.ref[asyncio.AbstractEventLoop]] = []

        async def request_twice() -> list[int]:
            loops.append(weakref.ref(asyncio.get_running_loop()))
            return [(await transport.request("GET", "/")).status_code for _ in range(2)]

        statuses = [asyncio.run(request_twice()) for _ in range(3)]

    assert (statuses, len(service.clients)) == ([[200, 200]] * 3, 3)
    gc.collect()
    assert [loop() is None for loop in loops] == [True, True, False]


@contextmanager
def dropping(first: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that drops its first connection after these bytes, and answers on the second.

    Yields:
        its URL, and the requests that it has read.
    """
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for answer in (first, b"HTTP/1.1 204 No Content\r\n\r\n"):
                connection, _ = listener.accept()
                with connection:
                    requests.append(connection.recv(65536))
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", requests
        thread.join()


@pytest.mark.asyncio
@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nContent-Len", b"nonsense\r\n\r\n"])
async def test_a_connection_that_breaks(first: bytes) -> None:
    """A `POST` whose connection breaks is sent again with the same key, over another one."""
    with dropping(first) as (url, requests):
        transport = HttpTransport(url)
        response = await transport.request("POST", "/orders")
        await transport.aclose()

    keys = [line for request in requests for line in request.split(b"\r\n") if line.startswith(b"Idempotency-Key: ")]
    assert (response.status_code, len(requests), len(keys), len(set(keys))) == (204, 2, 2, 1)


@pytest.mark.asyncio
async def test_row_73_a_service_that_is_not_there() -> None:
    """A refused connection is an error that names the service and the request, but no password and no query."""
    transport = HttpTransport("http://user:hunter2@127.0.0.1:9/base")
    with pytest.raises(ServiceUnavailableError) as caught:
        await transport.request("GET", "/x?token=hunter2")

    assert str(caught.value) == "http://127.0.0.1:9 did not answer GET /base/x: All connection attempts failed"
    assert (caught.value.status, caught.value.retry_after) == (None, None)


@pytest.mark.asyncio
async def test_certificates_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first request reads the certificates: nothing else happens in the process meanwhile."""

    def refuse(**_: object) -> None:
        message = "the certificates are read again"
        raise AssertionError(message)

    for _ in range(2):
        with pytest.raises(ServiceUnavailableError):
            await HttpTransport("http://127.0.0.1:9").request("GET", "/x")
        monkeypatch.setattr(ssl, "create_default_context", refuse)


@pytest.mark.parametrize("url", ["", "localhost:8001", "ftp://127.0.0.1", "http://", "http://127.0.0.1:port", "/api"])
def test_urls(url: str) -> None:
    """What is not the URL of a service is refused at once, and is not repeated."""
    with pytest.raises(ValueError, match=r"^Not the URL of a service\.\nWrite one such as http://127\.0\.0\.1:8001\.$"):
        HttpTransport(url)


@pytest.mark.asyncio
async def test_closing_in_the_middle() -> None:
    """Closing the connections under a request does not lose it: it is sent again."""
    service = Service(None, Answer())
    with serving(service) as url:
        transport = HttpTransport(url)
        request = asyncio.create_task(transport.request("GET", "/"))
        async with asyncio.timeout(10):
            while not service.received:  # noqa: ASYNC110 - another thread's
                await asyncio.sleep(0)
        await transport.aclose()
        response = await request
        await transport.aclose()

    assert (response.status_code, len(service.received)) == (200, 2)
    assert isinstance(response, httpx.Response)
