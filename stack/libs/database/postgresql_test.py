"""Records in a real PostgreSQL, which `tests/data_servers_test.py` starts and names."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from stack.libs.common import InvalidInputError, ServiceUnavailableError, generate_id
from stack.libs.database import Database, SqlRepository

from .sql_test import METADATA, NOON, THINGS, Status, Thing, thing

URL = os.environ.get("TEST_POSTGRESQL_URL", "")
CERTIFICATE = os.environ.get("TEST_POSTGRESQL_CERTIFICATE", "")
pytestmark = pytest.mark.skipif(not URL, reason="TEST_POSTGRESQL_URL is not set: run tests/data_servers_test.py")


@pytest_asyncio.fixture(name="url")
async def new_database() -> AsyncIterator[str]:
    """A database of the test's own."""
    name = f"test_{generate_id().replace('-', '')}"
    server = Database(URL, pool_size=1)
    await server.execute(text(f"CREATE DATABASE {name}"))
    yield urlsplit(URL)._replace(path=f"/{name}").geturl()
    await server.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await server.close()


async def opened(url: str, pool_size: int = 5) -> tuple[Database, SqlRepository[Thing]]:
    """Make the table in a new database."""
    database = Database(url, pool_size)
    async with database.transaction() as connection:
        await connection.run_sync(METADATA.create_all)
    return database, SqlRepository(database, THINGS, Thing)


async def connections(url: str) -> dict[str, int]:
    """Return how many connections of others the server counts, by what they do."""
    watcher = Database(url, pool_size=1)
    statement = (
        "SELECT state, count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() GROUP BY state"
    )
    found = {str(row[0]): int(row[1]) for row in await watcher.execute(text(statement))}
    await watcher.close()
    return found


@pytest.mark.asyncio
async def test_row_63_saved_in_postgresql(url: str) -> None:
    """A record comes back with all its fields, nested ones too; a second save takes the place of the first."""
    database, things = await opened(url)
    await things.save("1", thing("1"))
    await things.save("1", thing("1", Status.OLD))
    await things.save("2", plain := thing("2").model_copy(update={"note": None, "first": None, "parts": []}))

    assert [await things.fetch(number) for number in "123"] == [thing("1", Status.OLD), plain, None]
    result = await database.execute(
        text("SELECT id, created, first IS NULL, parts->0->>'name' FROM things ORDER BY id")
    )
    assert [tuple(row) for row in result] == [("1", NOON, False, "Ü 'quoted'"), ("2", NOON, True, None)]
    await database.close()


@pytest.mark.asyncio
async def test_characters_that_postgresql_does_not_keep(url: str) -> None:
    """The character of code 0 is the mistake of whom the text is from, in an id as in a record, and no fault."""
    database, things = await opened(url)

    for use in (things.fetch("a\0b"), things.save("a\0b", thing("1"))):
        with pytest.raises(InvalidInputError, match=r"\AA text has a character that cannot be stored\Z"):
            await use
    await database.close()


@pytest.mark.asyncio
async def test_errors_without_what_is_stored(url: str) -> None:
    """The text of an error has the statement, without the values that people entrusted to the service."""
    database = Database(url)

    with pytest.raises(ProgrammingError) as caught:
        await database.execute(text("SELECT * FROM nowhere WHERE name = :name").bindparams(name="hunter2"))
    assert ("FROM nowhere" in str(caught.value), "hunter2" in str(caught.value)) == (True, False)
    await database.close()


@pytest.mark.asyncio
async def test_many_saves_at_once(url: str) -> None:
    """Saves of one id at once leave one of them, whole."""
    database, things = await opened(url)
    saved = [thing("1", status).model_copy(update={"note": status.name}) for status in Status] * 20
    await asyncio.gather(*(things.save("1", each) for each in saved))

    assert await things.page(None, 10) in ([saved[0]], [saved[1]])
    await database.close()


@pytest.mark.asyncio
async def test_pages_under_inserts(url: str) -> None:
    """Whoever pages while others insert sees each record that was there, once and in order."""
    database, things = await opened(url)
    before = sorted(generate_id() for _ in range(50))
    for number in before:
        await things.save(number, thing(number))
    seen: list[str] = []
    while page := await things.page(seen[-1] if seen else None, 7):
        seen += [each.id for each in page]
        # One before what was seen, and one behind.
        await things.save(early := f"0{len(seen)}", thing(early))
        if len(seen) < len(before):
            await things.save(generate_id(), thing("later"))

    assert seen == sorted(set(seen))
    assert [number for number in seen if number in before] == before
    await database.close()


@pytest.mark.asyncio
async def test_row_105_pool_of_postgresql(url: str) -> None:
    """There are never more connections than the pool may have, they are given back, and closed in the end."""
    database, _ = await opened(url, pool_size=3)
    counted = "SELECT count(*), pg_sleep(0.01) FROM pg_stat_activity WHERE datname = current_database()"
    counts = await asyncio.gather(*(database.execute(text(counted)) for _ in range(30)))
    assert max(each.scalar_one() for each in counts) == 3
    used = await connections(url)
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            raise ZeroDivisionError
    held = [await database.engine.connect().start() for _ in range(3)]
    for each in held:
        await each.close()
    again = await connections(url)
    await database.close()

    assert [used, again, await connections(url)] == [{"idle": 3}, {"idle": 3}, {}]


def test_event_loops() -> None:
    """A database that is used in one event loop after another works in each, and keeps no connection of an older one."""
    database = Database(URL, pool_size=2)
    for _ in range(10):
        asyncio.run(database.ping())
    gc.collect()

    async def count() -> int:
        return sum((await connections(URL)).values())

    # That of the last loop is there until the next one needs one.
    assert asyncio.run(count()) <= 1


@pytest.mark.asyncio
async def test_connections_that_end(url: str) -> None:
    """A connection that the server ended is replaced without an error."""
    database, things = await opened(url, pool_size=2)
    await things.save("1", thing("1"))
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    killer = Database(url, pool_size=1)
    await killer.execute(text(end))
    await killer.close()

    assert await things.fetch("1") == thing("1")
    await database.close()


@pytest.mark.asyncio
async def test_what_is_not_available() -> None:
    """A server that is not there, a database that is not, and a wrong password are errors of availability."""
    parts = urlsplit(URL)
    server = f"127.0.0.1:{parts.port}"
    messages = []
    for url in (
        URL.replace(f":{parts.port}/", ":1/"),
        URL.replace("/postgres", "/missing"),
        f"postgresql://app:wrong@{server}/postgres",
    ):
        database = Database(url, pool_size=1)
        with pytest.raises(ServiceUnavailableError) as error:
            await database.ping()
        messages.append(str(error.value))
        await database.close()

    assert messages == [
        "The database 127.0.0.1:1/postgres is not available: [Errno 111] Connect call failed ('127.0.0.1', 1)",
        f'The database {server}/missing is not available: database "missing" does not exist',
        f'The database {server}/postgres is not available: password authentication failed for user "app"',
    ]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "encrypted", "settings"),
    [
        ("sslmode=disable", False, ("", "0")),
        ("sslmode=require", True, ("", "0")),
        (f"sslmode=verify-full&sslrootcert={CERTIFICATE}&connect_timeout=3", True, ("", "0")),
        ("sslmode=disable&application_name=an%20app&options=-c%20lock_timeout%3D2s", False, ("an app", "2s")),
    ],
)
async def test_parameters_of_urls(query: str, encrypted: bool, settings: tuple[str, str]) -> None:  # noqa: FBT001
    """Parameters that libpq knows mean the same here, and a password may have any character."""
    database = Database(f"{URL}?{query}", pool_size=1)
    ssl = await database.execute(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
    names = await database.execute(text("SELECT current_setting('application_name'), current_setting('lock_timeout')"))

    assert (ssl.scalar_one(), tuple(names.one())) == (encrypted, settings)
    await database.close()


@pytest.mark.asyncio
async def test_certificates_are_checked() -> None:
    """A certificate that nobody vouches for is refused."""
    database = Database(f"{URL}?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt", pool_size=1)
    with pytest.raises(ServiceUnavailableError, match="certificate"):
        await database.ping()
