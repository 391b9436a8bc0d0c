"""A limit on how many requests a client may make."""

import time
from collections.abc import Callable
from functools import partial
from math import ceil
from typing import ClassVar

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp

from stack.libs.common import HttpServiceSettings, security_event
from stack.libs.web.feature import Exchange, Feature, Place, add_feature
from stack.libs.web.problem_details import problem_response

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
    add_feature(app, RateLimit(window, item.amount, item.get_expiry()))


class RateLimit(Feature):
    """The feature of `add_rate_limit`."""

    place: ClassVar[Place] = Place.RATE_LIMIT

    def __init__(
        self, window: RateWindow, amount: int, seconds: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take what counts.

        Args:
            window: counts requests.
            amount: of requests in so many seconds.
            seconds: see `amount`.
            clock: in seconds.
        """
        self._window = window
        # In memory there is nothing to wait for.
        self._count = window.count if isinstance(window, MemoryRateWindow) else None
        self._policy = (b"ratelimit-policy", f'"default";q={amount};w={seconds}'.encode())
        self._clock = clock
        self._paused_until = 0.0
        # Digests of credentials that the service has accepted, in the order of their first use.
        self._accepted: dict[str, None] = {}

    async def admit(self, exchange: Exchange) -> ASGIApp | None:
        """Let a request go on unless it is one too many."""
        if exchange.is_operational:
            return None
        digest = exchange.credentials
        client = digest if digest in self._accepted else exchange.client
        decision = await self._ask(client) if self._count is None else self._count(client)
        if decision is None:
            return None
        if not decision.is_allowed:
            return self._refuse(decision, exchange)
        limit = b'"default";r=%d;t=%d' % (decision.remaining, ceil(decision.seconds))
        exchange.answer_headers += (self._policy, (b"ratelimit", limit))
        if digest and digest != client:
            exchange.ends.append(partial(self._remember, digest))
        return None

    async def close(self) -> None:
        """Close what counts."""
        await self._window.close()

    async def _ask(self, client: str) -> Decision | None:
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

    def _refuse(self, decision: Decision, exchange: Exchange) -> ASGIApp:
        seconds = max(1, ceil(decision.seconds))
        scope = exchange.scope
        security_event("rate_limited", client=exchange.client, method=scope["method"], path=scope["path"])
        headers = {
            "Retry-After": str(seconds),
            "RateLimit-Policy": self._policy[1].decode(),
            "RateLimit": f'"default";r=0;t={seconds}',
        }
        detail = f"Too many requests: try again in {seconds} s"
        return problem_response(scope, TOO_MANY_REQUESTS, detail, headers)

    def _remember(self, digest: str, exchange: Exchange) -> None:
        """Count those apart from others at their address whom the service has accepted."""
        if exchange.state.get("principal") is None:
            return
        if len(self._accepted) >= MAX_CLIENTS:
            del self._accepted[next(iter(self._accepted))]
        self._accepted[digest] = None
