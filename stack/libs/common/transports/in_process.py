"""Requests within the process."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Mapping

import httpx
import structlog

from .exchange import ATTEMPTS, TIMEOUT_SECONDS, Exchange, without_cookies
from .protocol import AsgiApp, Message

_logger = structlog.get_logger(__name__)


class InProcessTransport:
    """Reaches a service that runs in this process, for tests and for deployments of a single process.

    Its client sees what it would see over HTTP: what goes in and out are bytes, an exception of the service is a
    status 500, and the service knows nothing of the caller's context except what the headers say.
    """

    def __init__(self, app: AsgiApp, timeout: float = TIMEOUT_SECONDS, attempts: int = ATTEMPTS) -> None:
        """Take the service's ASGI application; see `HttpTransport`."""
        transport = httpx.ASGITransport(app=_isolated(app), raise_app_exceptions=False)
        # It has no connections, so it is good for all event loops.
        client = without_cookies(httpx.AsyncClient(transport=transport, base_url="http://in-process", trust_env=False))
        self._exchange = Exchange(lambda: client, timeout, attempts)

    async def request(
        self, method: str, path: str, json: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request; see `Transport`."""
        return await self._exchange.request(method, path, json, headers)

    async def aclose(self) -> None:
        """Close nothing; see `Transport`."""


def _isolated(app: AsgiApp) -> AsgiApp:
    """The application, in a task and context of its own, as a server would run it."""

    async def run(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        async def call() -> None:
            try:
                await app(scope, receive, send)
            except Exception:
                _logger.exception("a request within the process failed", path=scope["path"])
                raise

        await asyncio.create_task(call(), context=contextvars.Context())

    return run
