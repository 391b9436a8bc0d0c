"""Rows of what is kept: the database, the cache, and their connections."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import redis
from fastapi.testclient import TestClient

from modules.refunds.backend.public import RefundsClient
from modules.refunds.backend.schemas.models import Item
from stack.libs.caching import CachedRepository, MemoryCache
from stack.libs.common import HttpTransport
from stack.libs.database import InMemoryRepository

REFUNDS = "/api/v1/refunds"
MakeClient = Callable[..., TestClient]
Sql = Callable[[str, str], list[tuple[Any, ...]]]


def test_rows_81_c17_the_database_is_used(make_client: MakeClient, database_url: str, sql: Sql) -> None:
    """An address as everybody writes it is enough: items are rows of the database."""
    assert database_url.startswith("postgresql://")
    client = make_client(database_url=database_url, migrate_at_start=True)
    created = client.post(REFUNDS, json={"title": "first"}).json()

    assert sql(database_url, "SELECT id, title FROM items") == [(created["id"], "first")]


def test_row_82_redis_is_used(make_client: MakeClient, redis_url: str) -> None:
    """The cache and the rate limit are in Redis."""
    client = make_client(redis_url=redis_url)
    created = client.post(REFUNDS, json={"title": "first"}).json()
    client.get(f"{REFUNDS}/{created['id']}")
    with redis.Redis.from_url(redis_url, decode_responses=True) as server:
        keys = server.keys()

    assert [key for key in keys if created["id"] in key] != []
    assert [key for key in keys if created["id"] not in key] != []


@pytest.mark.asyncio
async def test_row_104_a_write_invalidates() -> None:
    """What was read is remembered until it is written."""
    stored = InMemoryRepository[Item]()
    cached = CachedRepository(stored, MemoryCache(), Item, prefix="items", seconds=60)
    await stored.save("1", Item(id="1", title="first"))
    seen = [await cached.fetch("1")]
    await stored.save("1", Item(id="1", title="behind its back"))
    seen.append(await cached.fetch("1"))
    await cached.save("1", Item(id="1", title="second"))
    seen.append(await cached.fetch("1"))

    assert [item.title for item in seen if item] == ["first", "first", "second"]


@pytest.mark.parametrize("seconds", [60, 0])
def test_row_104_reads_are_cached(
    make_client: MakeClient, database_url: str, redis_url: str, sql: Sql, seconds: int
) -> None:
    """With a cache a second read does not go to the database; without one it does."""
    settings = {"database_url": database_url, "redis_url": redis_url, "migrate_at_start": True}
    first = make_client(**settings, cache_seconds=seconds)
    created = first.post(REFUNDS, json={"title": "first"}).json()
    # What was just written is not remembered at once: a read elsewhere may have begun before.
    with redis.Redis.from_url(redis_url) as server:
        server.flushall()
    first.get(f"{REFUNDS}/{created['id']}").raise_for_status()
    sql(database_url, "DELETE FROM items")

    assert first.get(f"{REFUNDS}/{created['id']}").status_code == (200 if seconds else 404)


def test_row_105_the_pool_of_the_database(make_client: MakeClient, database_url: str, sql: Sql) -> None:
    """Requests at the same time share as many connections as the setting says."""
    client = make_client(database_url=database_url, migrate_at_start=True, database_pool_size=2, cache_seconds=0)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: client.get(f"{REFUNDS}/unknown").status_code, range(100)))
    opened = sql(
        database_url,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )

    assert (set(answers), opened) == ({404}, [(2,)])


def test_row_105_the_pool_of_redis(make_client: MakeClient, redis_url: str) -> None:
    """Of Redis as well."""
    client = make_client(redis_url=redis_url, redis_pool_size=2, rate_limit="")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: client.get(f"{REFUNDS}/unknown").status_code, range(100)))
    with redis.Redis.from_url(redis_url) as server:
        opened = len(server.client_list()) - 1

    assert (set(answers), opened) == ({404}, 2)


@contextmanager
def counting() -> Iterator[tuple[str, list[Any]]]:
    """A server that knows nothing, and notes who connects."""
    connections: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            """Note a connection."""
            connections.append(self.client_address)
            super().setup()

        def do_GET(self) -> None:
            """Find nothing."""
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", connections
        server.shutdown()
        thread.join()


@pytest.mark.asyncio
async def test_row_105_the_pool_of_a_client() -> None:
    """A client of another service keeps its connection from request to request."""
    with counting() as (url, connections):
        client = RefundsClient(HttpTransport(url))
        answers = [await client.get_item("unknown") for _ in range(5)]
        await client.aclose()

    assert (answers, len(connections)) == ([None] * 5, 1)
