"""How many requests a client has made lately, counted in the process or in Redis."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from limits import RateLimitItem
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from stack.libs.common import PerEventLoop

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

MAX_CLIENTS = 10_000
# Slower than this, Redis is as good as absent: a request must not wait for it.
REDIS_TIMEOUT_SECONDS = 0.25


class Decision(NamedTuple):
    """Whether a request may pass, how many more may, and seconds until that is worth a try or gets better."""

    is_allowed: bool
    remaining: int
    seconds: float


class RateWindow(Protocol):
    """Counts requests of the last period: this one's, and the share of the one before that still counts."""

    async def hit(self, client: str) -> Decision:
        """Count a request unless that would be one too many.

        Args:
            client: any name of it.
        """
        ...

    async def close(self) -> None:
        """Close what it keeps open in this event loop; a later use opens it again."""
        ...


@dataclass(slots=True)
class _Counts:
    period: int
    current: int = 0
    previous: int = 0


class MemoryRateWindow:
    """Counts in this process; `limits` would go through all clients at every request."""

    def __init__(self, item: RateLimitItem, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with no requests.

        Args:
            clock: in seconds.
        """
        self._amount, self._seconds = item.amount, item.get_expiry()
        self._clock = clock
        self._clients: dict[str, _Counts] = {}

    async def hit(self, client: str) -> Decision:
        """Count a request; see `RateWindow`."""
        return self.count(client)

    def count(self, client: str) -> Decision:
        """Count a request, as `hit` does, without waiting for anything."""
        period, elapsed = divmod(self._clock(), self._seconds)
        counts = self._counts(client, int(period))
        share = 1 - elapsed / self._seconds
        weighted = counts.previous * share + counts.current
        if weighted + 1 > self._amount:
            return Decision(is_allowed=False, remaining=0, seconds=self._until_allowed(counts, elapsed))
        counts.current += 1
        remaining = int(self._amount - weighted - 1)
        return Decision(True, remaining, self._seconds - elapsed)  # noqa: FBT003  by name it takes twice as long

    async def close(self) -> None:
        """Do nothing; see `RateWindow`."""

    def _counts(self, client: str, period: int) -> _Counts:
        counts = self._clients.get(client)
        if counts is None:
            if len(self._clients) >= MAX_CLIENTS:
                self._forget(period)
            counts = self._clients[client] = _Counts(period)
        elif counts.period != period:
            counts.previous = counts.current if counts.period == period - 1 else 0
            counts.current, counts.period = 0, period
        return counts

    def _forget(self, period: int) -> None:
        """Make room: those who no longer count, else those who came first."""
        old = [name for name, counts in self._clients.items() if counts.period < period - 1]
        for name in old or list(self._clients)[: MAX_CLIENTS // 10]:
            del self._clients[name]

    def _until_allowed(self, counts: _Counts, elapsed: float) -> float:
        """Seconds until the previous period's share has shrunk enough, in this period or in the next one."""
        room = self._amount - 1 - counts.current
        if room >= 0:
            return self._seconds * (1 - room / counts.previous) - elapsed
        share = (self._amount - 1) / counts.current
        return self._seconds - elapsed + self._seconds * (1 - share)


@dataclass(frozen=True, slots=True)
class _RedisLimiter:
    limiter: SlidingWindowCounterRateLimiter
    pool: "ConnectionPool"


class RedisRateWindow:
    """Counts in Redis, for all copies of a service together; by `limits`, in two round trips."""

    def __init__(self, item: RateLimitItem, url: str, pool_size: int) -> None:
        """Take the address; nothing is connected yet."""
        self._item = item
        # A connection belongs to the event loop in which it was opened.
        self._limiters = PerEventLoop(lambda: _new_redis_limiter(url, pool_size))

    async def hit(self, client: str) -> Decision:
        """Count a request; see `RateWindow`.

        Raises:
            Exception: whatever Redis' client raises if it does not work.
        """
        limiter = self._limiters.get().limiter
        is_allowed = await limiter.hit(self._item, client)
        stats = await limiter.get_window_stats(self._item, client)
        seconds = max(0.0, stats.reset_time - time.time())
        return Decision(is_allowed=is_allowed, remaining=stats.remaining if is_allowed else 0, seconds=seconds)

    async def close(self) -> None:
        """Close the connections of this event loop; see `RateWindow`."""
        opened = self._limiters.pop()
        if opened is not None:
            await opened.pool.disconnect()


def _new_redis_limiter(url: str, pool_size: int) -> _RedisLimiter:
    from limits.aio.storage import RedisStorage
    from redis.asyncio import BlockingConnectionPool

    # Where all connections are taken a request waits for one; a pool of the usual kind would fail.
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=pool_size,
        timeout=REDIS_TIMEOUT_SECONDS,
        socket_timeout=REDIS_TIMEOUT_SECONDS,
        socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
    )
    storage = RedisStorage(f"async+{url}", implementation="redispy", connection_pool=pool)  # type: ignore[arg-type]
    return _RedisLimiter(SlidingWindowCounterRateLimiter(storage), pool)
