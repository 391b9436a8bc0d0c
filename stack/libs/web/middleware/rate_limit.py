"""A limit on how many requests a client may make."""

import time
from collections.abc import Callable
from math import ceil
from typing import ClassVar

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stack.libs.common import HttpServiceSettings, security_event
from stack.libs.web.headers import client_address, credentials_digest, is_operational
from stack.libs.web.problem_details import problem_response

from .place import Place, place
from .rate_windows import MAX_CLIENTS, Decision, MemoryRateWindow, RateWindow, RedisRateWindow

TOO_MANY_REQUESTS = 429
# How long Redis is left alone after it failed: until then no request waits for it.
PAUSE_SECONDS = 5.0

_log = structlog.get_logger("rate_limit")


def add_rate_limit(app: FastAPI, settings: HttpServiceSettings) -> None:
    """Answer a client's requests beyond `rate_limit` with 429 and `Retry-After`; nothing if it is "".

    A client is who has authenticated itself, else an address: made-up credentials do not help against the limit.
    The requests are counted in Redis if its address is set, else in this process. Health and metrics are exempt.
    If Redis fails, requests pass and the failure is logged.
    """
    if not settings.rate_limit:
        return
    from limits import parse

    item = parse(settings.rate_limit)
    window: RateWindow = MemoryRateWindow(item)
    if settings.uses_redis:
        window = RedisRateWindow(item, settings.redis_url.get_secret_value(), settings.redis_pool_size)
    place(app, RateLimit, window=window, amount=item.amount, seconds=item.get_expiry())


class RateLimit:
    """The middleware of `add_rate_limit`."""

    place: ClassVar[Place] = Place.RATE_LIMIT

    def __init__(
        self,
        app: ASGIApp,
        window: RateWindow,
        amount: int,
        seconds: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Wrap an application.

        Args:
            amount: of requests in so many seconds.
            clock: in seconds.
        """
        self._app = app
        self._window = window
        self._policy = (b"ratelimit-policy", f'"default";q={amount};w={seconds}'.encode())
        self._clock = clock
        self._paused_until = 0.0
        # Digests of credentials that the service has accepted, in the order of their first use.
        self._accepted: dict[str, None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request unless it is one too many."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        if scope["type"] != "http" or is_operational(scope["path"]):
            await self._app(scope, receive, send)
            return
        digest = credentials_digest(scope)
        client = digest if digest in self._accepted else client_address(scope)
        decision = await self._decide(client)
        if decision is None:
            await self._app(scope, receive, send)
            return
        if not decision.is_allowed:
            await self._refuse(decision, scope, receive, send)
            return
        limit = f'"default";r={decision.remaining};t={ceil(decision.seconds)}'.encode()

        async def send_with_limit(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), self._policy, (b"ratelimit", limit)]
            await send(message)

        await self._app(scope, receive, send_with_limit)
        if digest and digest != client and scope.get("state", {}).get("principal") is not None:
            self._remember(digest)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close what counts in the end, after the application has answered its last request."""

        async def close_before(message: Message) -> None:
            if message["type"].startswith("lifespan.shutdown."):
                await self._window.close()
            await send(message)

        await self._app(scope, receive, close_before)

    async def _decide(self, client: str) -> Decision | None:
        """Return the decision, or None if there is none to be had."""
        if self._paused_until and self._clock() < self._paused_until:
            return None
        try:
            decision = await self._window.hit(client)
        except Exception as error:  # noqa: BLE001  a limit that cannot count must not stop the service
            self._paused_until = self._clock() + PAUSE_SECONDS
            _log.warning("requests pass unlimited: Redis failed", reason=type(error).__name__, seconds=PAUSE_SECONDS)
            return None
        self._paused_until = 0.0
        return decision

    async def _refuse(self, decision: Decision, scope: Scope, receive: Receive, send: Send) -> None:
        seconds = max(1, ceil(decision.seconds))
        security_event("rate_limited", client=client_address(scope), method=scope["method"], path=scope["path"])
        headers = {
            "Retry-After": str(seconds),
            "RateLimit-Policy": self._policy[1].decode(),
            "RateLimit": f'"default";r=0;t={seconds}',
        }
        answer = problem_response(scope, TOO_MANY_REQUESTS, f"Too many requests: try again in {seconds} s", headers)
        await answer(scope, receive, send)

    def _remember(self, digest: str) -> None:
        if len(self._accepted) >= MAX_CLIENTS:
            del self._accepted[next(iter(self._accepted))]
        self._accepted[digest] = None
