"""Requests over HTTP."""

import ssl
from collections.abc import Mapping
from functools import cache

import httpx

from stack.libs.common.per_loop import PerEventLoop

from .exchange import ATTEMPTS, TIMEOUT_SECONDS, Exchange, without_cookies

_CONNECTIONS = 100
# Less than the 5 s after which uvicorn closes a connection that is not used.
_KEEP_ALIVE = 4.0


class HttpTransport:
    """Reaches a service over HTTP; its connections are kept and used again."""

    def __init__(self, base_url: str, timeout: float = TIMEOUT_SECONDS, attempts: int = ATTEMPTS) -> None:
        """Connect to nothing yet.

        Args:
            base_url: such as `http://127.0.0.1:8001`.
            timeout: the seconds that an attempt may take.
            attempts: at most so many; 1 for a service that must not get a request twice.

        Raises:
            ValueError: if the URL is not one of HTTP.
        """
        self._base_url = _parse(base_url)
        self._timeout = timeout
        # Connections belong to the event loop that opened them, and tests have one each.
        self._clients = PerEventLoop(self._new_client)
        self._exchange = Exchange(self._clients.get, timeout, attempts)

    async def request(
        self, method: str, path: str, json: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request; see `Transport`."""
        return await self._exchange.request(method, path, json, headers)

    async def aclose(self) -> None:
        """Close the connections of this event loop; see `Transport`."""
        client = self._clients.pop()
        if client is not None:
            await client.aclose()

    def _new_client(self) -> httpx.AsyncClient:
        return without_cookies(
            httpx.AsyncClient(
                base_url=self._base_url,
                timeout=self._timeout,
                limits=httpx.Limits(max_connections=_CONNECTIONS, keepalive_expiry=_KEEP_ALIVE),
                verify=_certificates(),
            )
        )


def _parse(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in {"http", "https"} or not url.host:
        message = "Not the URL of a service.\nWrite one such as http://127.0.0.1:8001."
        raise ValueError(message)
    return url


@cache
def _certificates() -> ssl.SSLContext:
    """Those that are trusted; to read them takes longer than most requests."""
    return httpx.create_ssl_context()
