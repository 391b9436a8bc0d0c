"""Caches, and a repository with one before it."""

import asyncio
import json
import subprocess
import sys

import pytest
import structlog
from fakeredis import FakeAsyncRedis
from pydantic import BaseModel

from stack.libs.database import InMemoryRepository

from . import Cache, CachedRepository, CacheUnavailableError, MemoryCache, RedisCache


class Thing(BaseModel):
    """What is kept."""

    id: str
    name: str


class Clock:
    """Seconds that pass when the test says so."""

    now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Counting(InMemoryRepository[Thing]):
    """Counts how often it is used."""

    fetched = 0

    async def fetch(self, record_id: str) -> Thing | None:
        """Count, and fetch."""
        self.fetched += 1
        return await super().fetch(record_id)


class Broken(MemoryCache):
    """Fails until it is repaired."""

    is_broken = True

    async def get(self, key: str) -> str | None:
        """Fail, or get."""
        self._check()
        return await super().get(key)

    async def set(self, key: str, value: str, seconds: float) -> None:
        """Fail, or set."""
        self._check()
        await super().set(key, value, seconds)

    def _check(self) -> None:
        if self.is_broken:
            raise CacheUnavailableError("Redis is not available: it went away")


def cached(cache: Cache, seconds: float = 60) -> tuple[Counting, CachedRepository[Thing]]:
    """Put a cache before a repository."""
    repository = Counting()
    return repository, CachedRepository(repository, cache, Thing, "things", seconds)


@pytest.fixture(name="cache", params=[True, False])
def _cache(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """A cache in memory, and one in a Redis that is none."""
    if request.param:
        return MemoryCache(max_entries=10)
    fake = FakeAsyncRedis(decode_responses=True)
    monkeypatch.setattr("stack.libs.caching.redis_cache._new_client", lambda *_: fake)
    return RedisCache("redis://127.0.0.1:1")


@pytest.mark.asyncio
async def test_what_is_kept(cache: Cache) -> None:
    """What is set is kept until it is deleted or set again; what is added is kept if there was nothing."""
    seen: list[object] = [await cache.get("a")]
    await cache.set("a", "1", 60)
    await cache.set("a", "2", 60)
    seen += [await cache.get("a"), await cache.add("a", "3", 60), await cache.get("a")]
    await cache.delete("a")
    seen += [await cache.get("a"), await cache.add("a", "4", 60), await cache.get("a")]
    await cache.set("a", "", 60)
    seen += [await cache.get("a"), await cache.add("a", "5", 60)]
    await cache.ping()
    await cache.close()

    assert seen == [None, "2", False, "2", None, True, "4", "", False]


@pytest.mark.asyncio
async def test_memory_forgets() -> None:
    """In memory a text is kept as long as it may be, and the one that was not used for longest goes first."""
    clock = Clock()
    cache = MemoryCache(max_entries=2, clock=clock)
    await cache.set("a", "1", 10)
    await cache.set("b", "2", 60)
    await cache.get("a")
    await cache.set("c", "3", 60)
    full = [await cache.get(key) for key in "abc"]
    clock.now += 10
    ended = [await cache.get(key) for key in "abc"]

    assert [full, ended, await cache.add("a", "4", 1)] == [["1", None, "3"], [None, None, "3"], True]


@pytest.mark.asyncio
async def test_row_104_fetched_once(cache: Cache) -> None:
    """A record is fetched from its repository once, then from the cache; one that is missing is looked for again."""
    repository, things = cached(cache)
    await repository.save("1", Thing(id="1", name="first"))
    found = [await things.fetch(record_id) for record_id in ("1", "1", "1", "2", "2")]

    assert found == [Thing(id="1", name="first")] * 3 + [None] * 2
    assert repository.fetched == 3
    assert await things.page(None, 10) == [Thing(id="1", name="first")]


@pytest.mark.asyncio
async def test_row_104_save_invalidates(cache: Cache) -> None:
    """After a save nobody fetches the record that was there before."""
    _, things = cached(cache)
    found = []
    for name in ("first", "second", "third"):
        await things.save("1", Thing(id="1", name=name))
        found += [await things.fetch("1"), await things.fetch("1")]

    assert [each and each.name for each in found] == ["first", "first", "second", "second", "third", "third"]


@pytest.mark.asyncio
async def test_save_while_another_reads() -> None:
    """A read that began before a save does not put the older record into the cache."""
    is_read, may_go_on = asyncio.Event(), asyncio.Event()

    class Slow(Counting):
        async def fetch(self, record_id: str) -> Thing | None:
            """Read, and wait before the answer."""
            record = await super().fetch(record_id)
            is_read.set()
            await may_go_on.wait()
            return record

    repository = Slow()
    things = CachedRepository(repository, MemoryCache(), Thing, "things", 60)
    await repository.save("1", Thing(id="1", name="old"))
    reading = asyncio.create_task(things.fetch("1"))
    await is_read.wait()
    await things.save("1", Thing(id="1", name="new"))
    may_go_on.set()

    assert [await reading, await things.fetch("1")] == [Thing(id="1", name="old"), Thing(id="1", name="new")]


@pytest.mark.asyncio
async def test_a_save_that_takes_long() -> None:
    """A read while a save takes longer than readers are held off does not leave the older record in the cache."""
    clock = Clock()

    class Slow(Counting):
        async def save(self, record_id: str, record: Thing) -> None:
            """Let another read before the record is there."""
            clock.now += 10
            await things.fetch(record_id)
            await super().save(record_id, record)

    repository = Slow()
    things = CachedRepository(repository, MemoryCache(clock=clock), Thing, "things", 60)
    for name in ("old", "new"):
        await things.save("1", Thing(id="1", name=name))

    assert await things.fetch("1") == Thing(id="1", name="new")


@pytest.mark.asyncio
async def test_remembered_again_after_a_save() -> None:
    """Some seconds after a save the record is remembered again."""
    clock = Clock()
    repository, things = cached(MemoryCache(clock=clock))
    await things.save("1", Thing(id="1", name="first"))
    counts = []
    for seconds in (0, 1, 5, 1, 1):
        clock.now += seconds
        await things.fetch("1")
        counts.append(repository.fetched)

    assert counts == [1, 2, 3, 3, 3]


@pytest.mark.asyncio
async def test_a_cache_that_fails() -> None:
    """Without its cache a service answers from its repository, and logs what is wrong."""
    cache = Broken()
    _, things = cached(cache)
    with structlog.testing.capture_logs() as logs:
        await things.save("1", Thing(id="1", name="first"))
        found = [await things.fetch("1"), await things.fetch("2")]

    assert found == [Thing(id="1", name="first"), None]
    assert {json.dumps(each, sort_keys=True) for each in logs} == {
        json.dumps(
            {
                "cache": "things",
                "error": "Redis is not available: it went away",
                "event": "cache failed",
                "log_level": "warning",
            }
        )
    }


@pytest.mark.asyncio
async def test_another_version(cache: Cache) -> None:
    """What another version of the service remembered, and this one cannot read, is fetched anew."""
    repository, things = cached(cache)
    await repository.save("1", Thing(id="1", name="first"))
    await cache.set("things:1", '{"id": "1", "title": "first"}', 60)
    found = [await things.fetch("1"), await things.fetch("1")]

    assert (found, repository.fetched) == ([Thing(id="1", name="first")] * 2, 1)


def test_nothing_is_imported_before_it_is_used() -> None:
    """A service without a Redis does not import its library."""
    code = (
        "import sys; from stack.libs.caching import RedisCache; RedisCache('redis://localhost');"
        "print(sorted({'redis', 'sqlalchemy'} & sys.modules.keys()))"
    )
    variables = {"PYTHONPATH": ":".join(sys.path)}
    ran = subprocess.run((sys.executable, "-c", code), env=variables, capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"
