"""How the clients of facades find their services."""

from collections.abc import Iterator

import pytest
import stamina

from stack.libs.common import ServiceUnavailableError, serve_in_process, transport_for

from .testing import Answer, Service, serving

# Nobody listens there.
PORT = 9


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("STOCK_ROOM_BASE_URL", raising=False)
    stamina.set_testing(True, attempts=1)
    yield
    serve_in_process("STOCK_ROOM_BASE_URL", None)
    stamina.set_testing(False)


@pytest.mark.asyncio
async def test_row_73_in_process() -> None:
    """A service of this process is found by its name, whichever comes first, until it is forgotten."""
    service = Service(Answer())
    transport = transport_for("STOCK_ROOM_BASE_URL", f"http://127.0.0.1:{PORT}")
    serve_in_process("STOCK_ROOM_BASE_URL", service)
    response = await transport.request("GET", "/a")
    await transport.aclose()
    serve_in_process("STOCK_ROOM_BASE_URL", None)

    assert (response.status_code, [each.path for each in service.received]) == (200, ["/a"])
    with pytest.raises(ServiceUnavailableError, match=r"^http://127\.0\.0\.1:9 did not answer GET /a: "):
        await transport.request("GET", "/a")


@pytest.mark.asyncio
async def test_row_73_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable counts more than this process, and all clients of a URL share their connections."""
    inside, outside = Service(Answer()), Service(Answer())
    serve_in_process("STOCK_ROOM_BASE_URL", inside)
    with serving(outside) as url:
        monkeypatch.setenv("STOCK_ROOM_BASE_URL", url)
        for _ in range(5):
            await transport_for("STOCK_ROOM_BASE_URL", f"http://127.0.0.1:{PORT}").request("GET", "/a")
        await transport_for("STOCK_ROOM_BASE_URL", f"http://127.0.0.1:{PORT}").aclose()

    assert (len(inside.received), len(outside.received), len(outside.clients)) == (0, 5, 1)


@pytest.mark.asyncio
async def test_a_wrong_url(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not a URL is named by its variable."""
    monkeypatch.setenv("STOCK_ROOM_BASE_URL", "stock-room:8000")

    with pytest.raises(ValueError, match=r"^STOCK_ROOM_BASE_URL: Not the URL of a service\.\n"):
        await transport_for("STOCK_ROOM_BASE_URL", f"http://127.0.0.1:{PORT}").request("GET", "/")
