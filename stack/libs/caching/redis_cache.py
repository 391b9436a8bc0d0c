"""A cache in Redis, which all copies of a service share."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from .cache import CacheUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis.asyncio import Redis

# A cache that is slower than what it stands for is of no use.
_SECONDS = 1.0


class RedisCache:
    """A pool of connections to Redis for each event loop, opened when first used."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        """Take where a Redis is.

        Args:
            url: such as `redis://:password@host:6379/0`; `rediss://` is encrypted.
            pool_size: how many connections there are at most.
        """
        self._url = url
        self._pool_size = pool_size
        # Connections belong to the loop that opened them: tests use one a request.
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Redis] = WeakKeyDictionary()

    async def get(self, key: str) -> str | None:
        """Return what is kept, or None."""
        with _failures():
            value = await self._client().get(key)
            return value.decode() if isinstance(value, bytes) else value

    async def set(self, key: str, value: str, seconds: float) -> None:
        """Keep a text, in place of what is kept already."""
        with _failures():
            await self._client().set(key, value, px=_milliseconds(seconds))

    async def add(self, key: str, value: str, seconds: float) -> bool:
        """Keep a text unless there is one already, and return whether it is kept."""
        with _failures():
            return bool(await self._client().set(key, value, px=_milliseconds(seconds), nx=True))

    async def delete(self, key: str) -> None:
        """Keep nothing any longer."""
        with _failures():
            await self._client().delete(key)

    async def ping(self) -> None:
        """Return if Redis answers."""
        with _failures():
            await self._client().ping()

    async def close(self) -> None:
        """Close connections; a later use opens new ones."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        # Of other loops nothing can be awaited here.
        self._clients.clear()
        if client is not None:
            await client.aclose()

    def _client(self) -> Redis:
        from redis.asyncio import BlockingConnectionPool, Redis

        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            pool = BlockingConnectionPool.from_url(
                self._url,
                max_connections=self._pool_size,
                timeout=_SECONDS,
                socket_timeout=_SECONDS,
                socket_connect_timeout=_SECONDS,
                decode_responses=True,
            )
            self._clients[loop] = client = Redis.from_pool(pool)
        return client


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
