"""A cache in Redis, which all copies of a service share."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stack.libs.common import PerEventLoop

from .cache import CacheUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from redis.asyncio import Redis

# A cache that is slower than what it stands for is of no use.
_SECONDS = 1.0
# For which nobody waits for a Redis that has just failed. Writes do: one that is left out leaves an older text there.
PAUSE_SECONDS = 2.0


class RedisCache:
    """A pool of connections to Redis for each event loop, opened when first used."""

    def __init__(self, url: str, pool_size: int = 10, clock: Callable[[], float] = time.monotonic) -> None:
        """Take where a Redis is.

        Args:
            url: such as `redis://:password@host:6379/0`; `rediss://` is encrypted.
            pool_size: how many connections there are at most.
            clock: seconds that only grow.
        """
        self._clients = PerEventLoop(lambda: _new_client(url, pool_size))
        self._clock = clock
        self._paused_until = 0.0

    async def get(self, key: str) -> str | None:
        """Return what is kept, or None."""
        if self._clock() < self._paused_until:
            raise CacheUnavailableError("Redis is not available: it failed a moment ago")
        try:
            with _failures():
                value = await self._clients.get().get(key)
        except CacheUnavailableError:
            self._paused_until = self._clock() + PAUSE_SECONDS
            raise
        return value.decode() if isinstance(value, bytes) else value

    async def set(self, key: str, value: str, seconds: float) -> None:
        """Keep a text, in place of what is kept already."""
        with _failures():
            await self._clients.get().set(key, value, px=_milliseconds(seconds))

    async def add(self, key: str, value: str, seconds: float) -> bool:
        """Keep a text unless there is one already, and return whether it is kept."""
        with _failures():
            return bool(await self._clients.get().set(key, value, px=_milliseconds(seconds), nx=True))

    async def delete(self, key: str) -> None:
        """Keep nothing any longer."""
        with _failures():
            await self._clients.get().delete(key)

    async def ping(self) -> None:
        """Return if Redis answers."""
        with _failures():
            await self._clients.get().ping()

    async def close(self) -> None:
        """Close the connections of this event loop; a later use opens new ones."""
        client = self._clients.pop()
        if client is not None:
            await client.aclose()


def _new_client(url: str, pool_size: int) -> Redis:
    from redis.asyncio import BlockingConnectionPool, Redis

    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=pool_size,
        timeout=_SECONDS,
        socket_timeout=_SECONDS,
        socket_connect_timeout=_SECONDS,
        decode_responses=True,
    )
    return Redis.from_pool(pool)


@contextmanager
def _failures() -> Iterator[None]:
    from redis.exceptions import RedisError

    try:
        yield
    except (RedisError, OSError) as error:
        raise CacheUnavailableError(f"Redis is not available: {error}") from error


def _milliseconds(seconds: float) -> int:
    """Return a time to live: Redis takes none of zero."""
    return max(1, round(seconds * 1000))
