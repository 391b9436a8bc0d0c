"""A cache in a real Redis, which `tests/data_servers_test.py` starts and names."""

import asyncio
import os
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis

from . import CacheUnavailableError, RedisCache
from .caching_test import Clock, Thing, cached
from .redis_cache import PAUSE_SECONDS

URL = os.environ.get("TEST_REDIS_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="TEST_REDIS_URL is not set: run tests/data_servers_test.py")
PASSWORD = "p%40ss%3Aw%2Frd%3F%23"  # noqa: S105  of a server on the loopback address


class Relay:
    """A Redis that can go away, and one that takes requests without an answer.

    Attributes:
        url: where it listens while it is there.
        answers: whether requests get to the real Redis.
        requests: how many there were.
    """

    def __init__(self) -> None:
        """Listen nowhere yet."""
        self.url = ""
        self.answers = True
        self.requests = 0
        self._port = 0
        self._server: asyncio.Server | None = None
        self._links: list[asyncio.StreamWriter] = []

    async def start(self) -> None:
        """Listen, each time on the same port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Refuse connections, and end those that there are."""
        assert self._server is not None
        self._server.close()
        for link in self._links:
            link.close()
        await self._server.wait_closed()
        self._links.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = urlsplit(URL)
        answers, requests = await asyncio.open_connection(there.hostname, there.port)
        self._links += [writer, requests]
        await asyncio.gather(self._copy(reader, requests, is_request=True), self._copy(answers, writer))

    async def _copy(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, *, is_request: bool = False) -> None:
        while part := await source.read(65536):
            self.requests += is_request
            if self.answers:
                to.write(part)
        to.close()


async def connections(client: Redis, name: str) -> int:
    """Return how many connections with a name the server has."""
    return sum(each["name"] == name for each in await client.client_list())


@pytest.mark.asyncio
async def test_time_to_live() -> None:
    """What is set or added is kept as long as it may be, and no longer."""
    cache, client = RedisCache(URL), Redis.from_url(URL)
    await cache.set("ttl:set", "1", 30)
    await cache.add("ttl:add", "1", 40)
    left = [await client.pttl(key) for key in ("ttl:set", "ttl:add")]
    await cache.set("ttl:short", "1", 0.2)
    async with asyncio.timeout(60):
        while not await cache.add("ttl:short", "2", 30):  # noqa: ASYNC110  in another process
            await asyncio.sleep(0.05)

    assert [0 < left[0] <= 30_000, 30_000 < left[1] <= 40_000] == [True, True]
    assert [await cache.get("ttl:set"), await cache.get("ttl:short")] == ["1", "2"]
    await cache.close()
    await client.aclose()


@pytest.mark.asyncio
async def test_added_at_once() -> None:
    """Of many copies of a service that add a key at once, one succeeds."""
    copies = [RedisCache(URL) for _ in range(5)]
    added = await asyncio.gather(*(each.add("once", str(n), 30) for n, each in enumerate(copies * 10)))

    assert sorted(added) == [False] * 49 + [True]
    assert await copies[0].get("once") == str(added.index(True))
    for each in copies:
        await each.close()


@pytest.mark.asyncio
async def test_row_105_pool_of_redis() -> None:
    """There are never more connections than the pool may have, and none is left when it is closed."""
    client = Redis.from_url(URL)
    cache = RedisCache(f"{URL}?client_name=pool", pool_size=3)
    await asyncio.gather(*(cache.get(f"pool:{n}") for n in range(100)))
    used = await connections(client, "pool")
    await cache.close()
    async with asyncio.timeout(60):
        while await connections(client, "pool"):  # noqa: ASYNC110  in another process
            await asyncio.sleep(0.05)
    await cache.get("pool:0")

    assert [used, await connections(client, "pool")] == [3, 1]
    await cache.close()
    await client.aclose()


def test_event_loops() -> None:
    """A cache that is used in one event loop after another works in each."""
    cache = RedisCache(URL)
    seen = []
    for number in range(5):
        asyncio.run(cache.set("loops", str(number), 30))
        seen.append(asyncio.run(cache.get("loops")))

    assert seen == ["0", "1", "2", "3", "4"]


@pytest.mark.asyncio
async def test_passwords() -> None:
    """A password may have any character; a wrong one is an error of availability, without the password."""
    client = Redis.from_url(URL)
    await client.acl_setuser("app", enabled=True, passwords=["+p@ss:w/rd?#"], keys=["*"], categories=["+@all"])
    caches = [RedisCache(URL.replace("//", f"//app:{word}@")) for word in (PASSWORD, "wrong")]
    await caches[0].set("password", "1", 30)
    with pytest.raises(CacheUnavailableError) as error:
        await caches[1].get("password")

    assert await caches[0].get("password") == "1"
    assert str(error.value) == "Redis is not available: invalid username-password pair or user is disabled."
    for each in caches:
        await each.close()
    await client.aclose()


@pytest.mark.asyncio
async def test_row_104_copies_of_a_service() -> None:
    """What one copy of a service saves, no other copy fetches as it was before."""
    repository, one = cached(RedisCache(URL))
    _, other = cached(RedisCache(URL))
    other._repository = repository  # noqa: SLF001  both have one database
    found = []
    for name in ("first", "second"):
        await one.save("copies", Thing(id="copies", name=name))
        found += [await other.fetch("copies"), await other.fetch("copies")]

    assert [each and each.name for each in found] == ["first", "first", "second", "second"]


@pytest.mark.asyncio
async def test_a_redis_that_goes_away() -> None:
    """While there is no Redis records come from the repository; when it is back, from the cache once more."""
    relay = Relay()
    await relay.start()
    clock = Clock()
    cache = RedisCache(relay.url, clock=clock)
    repository, things = cached(cache)
    await repository.save("away", Thing(id="away", name="first"))
    found = [await things.fetch("away"), await things.fetch("away")]
    counts = [repository.fetched]
    await relay.stop()
    found += [await things.fetch("away"), await things.fetch("away")]
    counts.append(repository.fetched)
    with pytest.raises(CacheUnavailableError):
        await cache.ping()
    await relay.start()
    clock.now += PAUSE_SECONDS
    found += [await things.fetch("away"), await things.fetch("away")]
    counts.append(repository.fetched)

    assert (found, counts) == ([Thing(id="away", name="first")] * 6, [1, 3, 3])
    await cache.ping()
    await cache.close()
    await relay.stop()


@pytest.mark.asyncio
async def test_a_redis_without_answers() -> None:
    """A Redis that does not answer is waited for once, not by each request."""
    relay = Relay()
    await relay.start()
    cache = RedisCache(relay.url)
    repository, things = cached(cache)
    await repository.save("silent", Thing(id="silent", name="first"))
    await cache.ping()
    relay.answers = False
    found = [await things.fetch("silent")]
    tried = relay.requests
    found += [await things.fetch("silent") for _ in range(20)]

    assert (found, relay.requests) == ([Thing(id="silent", name="first")] * 21, tried)
    await cache.close()
    await relay.stop()
