"""From URLs that people write to what the drivers take, and what is wrong with others."""

import subprocess
import sys
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import Column, Integer, String, Table

from stack.libs.common import ServiceUnavailableError

from . import Database, DatabaseSetupError, SqlRepository, async_url, new_metadata
from .urls import connection_of


class Thing(BaseModel):
    """What is kept."""

    id: str
    name: str


@pytest.mark.parametrize(
    ("url", "becomes"),
    [
        ("postgresql://localhost/orders", "postgresql+asyncpg://localhost/orders"),
        ("postgres://app:p%40ss%2Fw@h:5433/x", "postgresql+asyncpg://app:p%40ss%2Fw@h:5433/x"),
        ("postgresql+asyncpg://h/x?ssl=require", "postgresql+asyncpg://h/x?ssl=require"),
        ("postgresql://h/x?sslmode=verify-full&channel_binding=prefer", "postgresql+asyncpg://h/x?ssl=verify-full"),
        ("postgresql:///x?host=/run/postgresql", "postgresql+asyncpg:///x?host=%2Frun%2Fpostgresql"),
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("sqlite://", "sqlite+aiosqlite://"),
    ],
)
def test_row_c17_asynchronous_urls(url: str, becomes: str) -> None:
    """The URL of a synchronous driver becomes that of the asynchronous one, the password as it was."""
    assert async_url(url) == becomes


@pytest.mark.parametrize(
    ("query", "arguments", "rest"),
    [
        ("", {"timeout": 5.0}, ""),
        ("?connect_timeout=2&sslmode=disable", {"timeout": 2.0}, "?ssl=disable"),
        (
            "?sslrootcert=/a b&options=-c%20x%3D1",
            {"timeout": 5.0, "dsn": "postgresql://?sslrootcert=%2Fa+b&options=-c+x%3D1"},
            "",
        ),
        ("?keepalives=1&gssencmode=disable", {"timeout": 5.0}, ""),
    ],
)
def test_parameters(query: str, arguments: dict[str, Any], rest: str) -> None:
    """What asyncpg takes from URLs of its own alone is given to it as one, without user and password."""
    url, given = connection_of(f"postgresql://app:secret@h/x{query}")

    assert (url.render_as_string(hide_password=False), given) == (
        f"postgresql+asyncpg://app:secret@h/x{rest}",
        arguments,
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("app:secret", "The URL of a database cannot be read.\nWrite postgresql://user:password@host:5432/name."),
        ("postgresql://app:secret@h:port/x", "The URL of a database cannot be read.\nWrite postgresql://user:password@host:5432/name."),
        ("mysql://app:secret@h/x", "Unknown scheme `mysql` in the URL of a database.\nWrite postgresql:// or sqlite://."),
        ("postgresql://app:secret@h/x?connect_timeout=soon", "`connect_timeout` of a database's URL is no number.\nWrite seconds."),
        (
            "postgresql://app:secret@h/x?channel_binding=require",
            "`channel_binding=require` in the URL of a database cannot be met by asyncpg.\nLeave it out, or use sslmode=verify-full.",
        ),
    ],
)  # fmt: skip
def test_wrong_urls(url: str, message: str) -> None:
    """What is wrong with a URL is written in two lines, without its password."""
    with pytest.raises(DatabaseSetupError) as error:
        connection_of(url)

    assert str(error.value) == message


def test_tables_that_do_not_fit() -> None:
    """A table without a column for each field, or with no single key, is refused when the repository is made."""
    database = Database("postgresql://localhost/x")
    messages = []
    for columns in (
        [Column("id", String, primary_key=True)],
        [Column("id", String, primary_key=True), Column("name", String, primary_key=True)],
    ):
        with pytest.raises(DatabaseSetupError) as error:
            SqlRepository(database, Table("things", new_metadata(), *columns, Column("version", Integer)), Thing)
        messages.append(str(error.value))

    assert messages == [
        "The table `things` has no column for name (model Thing).\nChange the table, and add a migration.",
        "The table `things` has not one column as its primary key (model Thing).\nChange the table, and add a migration.",
    ]


@pytest.mark.asyncio
async def test_a_database_that_is_missing() -> None:
    """Where nothing listens a database is not available, and the message has neither user nor password."""
    database = Database("postgresql://app:secret@127.0.0.1:1/x", pool_size=1)
    with pytest.raises(ServiceUnavailableError) as error:
        await database.ping()

    assert str(error.value).partition(": ")[0] == "The database 127.0.0.1:1/x is not available"
    assert "secret" not in str(error.value)


@pytest.mark.asyncio
async def test_sqlite_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where aiosqlite is not installed, its absence is an error of two lines."""
    monkeypatch.setitem(sys.modules, "aiosqlite", None)
    with pytest.raises(DatabaseSetupError) as error:
        await Database("sqlite:///x.db").ping()

    assert str(error.value) == (
        "SQLite needs the library aiosqlite, which only the requirements of tests have.\n"
        "Use postgresql:// here, or add aiosqlite to the requirements."
    )


def test_nothing_is_imported_before_it_is_used() -> None:
    """A service without a database imports none of the libraries for it."""
    code = (
        "import sys; from stack.libs.database import Database; Database('postgresql://localhost/x');"
        "print(sorted({'alembic', 'asyncpg', 'aiosqlite', 'sqlalchemy'} & sys.modules.keys()))"
    )
    ran = subprocess.run(
        (sys.executable, "-c", code), env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=True
    )

    assert ran.stdout == "[]\n"
