"""How the client of a facade reaches its service: over HTTP, or within the process."""

import ssl
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any, Protocol

import httpx

Message = MutableMapping[str, Any]
AsgiApp = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]

TIMEOUT_SECONDS = 5.0


class ServiceUnavailableError(Exception):
    """The service could not be reached, or failed."""


class Transport(Protocol):
    """Sends one request to a service."""

    async def request(self, method: str, path: str, json: object = None) -> httpx.Response:
        """Send a request.

        Args:
            method: such as `GET`.
            path: from the service's root, such as `/api/v1/orders`.
            json: the body, or None for none.

        Raises:
            ServiceUnavailableError: if there was no answer, or the service failed (status 500 and above).
        """
        ...


class HttpTransport:
    """Reaches a service over HTTP."""

    def __init__(self, base_url: str, timeout: float = TIMEOUT_SECONDS) -> None:
        """Prepare; nothing is connected yet.

        Args:
            base_url: such as `http://127.0.0.1:8001`.
            timeout: seconds to wait for a connection, and each time for more of the answer.
        """
        self._base_url = base_url
        self._timeout = timeout

    async def request(self, method: str, path: str, json: object = None) -> httpx.Response:
        """Send a request; see `Transport`."""
        async with httpx.AsyncClient(base_url=self._base_url, timeout=self._timeout, verify=_certificates()) as client:
            return await _send(client, method, path, json)


class InProcessTransport:
    """Reaches a service that runs in this process: for tests, and for deployments of a single process."""

    def __init__(self, app: AsgiApp) -> None:
        """Take the service's ASGI application."""
        self._app = app

    async def request(self, method: str, path: str, json: object = None) -> httpx.Response:
        """Send a request; see `Transport`."""
        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://in-process") as client:
            return await _send(client, method, path, json)


@cache
def _certificates() -> ssl.SSLContext:
    """Those that are trusted; to read them takes longer than most requests."""
    return httpx.create_ssl_context()


async def _send(client: httpx.AsyncClient, method: str, path: str, json: object) -> httpx.Response:
    try:
        response = await client.request(method, path, json=json)
    except httpx.TransportError as error:
        message = f"{client.base_url} did not answer {method} {path}: {error}"
        raise ServiceUnavailableError(message) from error
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        message = f"{client.base_url} answered {method} {path} with status {response.status_code}"
        raise ServiceUnavailableError(message)
    return response
