"""A database that is opened when it is first used."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

from stack.libs.common import InvalidInputError, PerEventLoop

from .errors import DatabaseSetupError, is_unavailable, is_unstorable, unavailable
from .urls import connection_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import CursorResult, Executable
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# Before a request that finds all connections taken fails.
_POOL_SECONDS = 10.0
# Load balancers and proxies drop connections that are older.
_RECYCLE_SECONDS = 1800


class _Engines(NamedTuple):
    """Two views of one pool.

    Attributes:
        transactions: its connections begin a transaction with their first statement.
        single: each statement is a transaction of its own, without a way to the server for its beginning and its end.
    """

    transactions: AsyncEngine
    single: AsyncEngine


class Database:
    """A pool of connections for each event loop, opened when first used; none is opened by construction."""

    def __init__(self, url: str, pool_size: int = 5) -> None:
        """Take where a database is.

        Args:
            url: such as `postgresql://user:password@host:5432/name` or `sqlite:///file`.
            pool_size: how many connections there are at most.
        """

        def make() -> _Engines:
            engine = new_engine(url, pool_size)
            return _Engines(engine, engine.execution_options(isolation_level="AUTOCOMMIT"))

        self._engines = PerEventLoop(make)

    @property
    def engine(self) -> AsyncEngine:
        """SQLAlchemy's engine of the running event loop.

        Raises:
            DatabaseSetupError: if the URL is not that of a known database.
        """
        return self._engines.get().transactions

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection with a transaction, which is committed at the end and rolled back by an exception.

        Raises:
            ServiceUnavailableError: if the database cannot be reached, or all connections stay taken.
        """
        async with connected(self.engine) as connection, connection.begin():
            yield connection

    async def execute(self, statement: Executable) -> CursorResult[Unpack[tuple[Any, ...]]]:  # noqa: UP044  3.9 reads it
        """Execute a single statement, which is a transaction of its own.

        Raises:
            ServiceUnavailableError: as of `transaction`.
        """
        async with connected(self._engines.get().single) as connection:
            return await connection.execute(statement)

    async def ping(self) -> None:
        """Ask the database for an answer.

        Raises:
            ServiceUnavailableError: if there is none.
        """
        from sqlalchemy import text

        await self.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close all connections of this event loop; a later use opens new ones."""
        engines = self._engines.pop()
        if engines is not None:
            await engines.transactions.dispose()


@asynccontextmanager
async def connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Take a connection, and give it back.

    Raises:
        ServiceUnavailableError: if there is none, or the server ends it.
        InvalidInputError: if a text has what PostgreSQL does not keep, as the character of code 0.
    """
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        connection = await engine.connect()
    except (SQLAlchemyError, OSError) as error:
        raise unavailable(engine.url, error) from error
    try:
        yield connection
    except DBAPIError as error:
        if is_unavailable(error):
            raise unavailable(engine.url, error) from error
        if is_unstorable(error):
            raise InvalidInputError("A text has a character that cannot be stored") from error
        raise
    finally:
        await connection.close()


def new_engine(url: str, pool_size: int) -> AsyncEngine:
    """Make an engine for the event loop that will use it.

    Args:
        pool_size: how many connections there are at most; 0 opens one for each use.

    Raises:
        DatabaseSetupError: if the URL is not that of a known database, or its driver is not installed.
    """
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    parsed, arguments = connection_of(url)
    _import_driver(parsed.get_backend_name())
    # What people entrust to a service would stand in its log with every error of a statement.
    options: dict[str, Any] = {"connect_args": arguments, "hide_parameters": True}
    if pool_size == 0:
        options["poolclass"] = NullPool
    elif parsed.get_backend_name() != "sqlite" or parsed.database not in (None, "", ":memory:"):
        options |= {"pool_size": pool_size, "max_overflow": 0, "pool_timeout": _POOL_SECONDS}
        options |= {"pool_recycle": _RECYCLE_SECONDS, "pool_pre_ping": True}
    return create_async_engine(parsed, **options)


def _import_driver(backend: str) -> None:
    """Import a driver: SQLAlchemy names it in a string only, by which Pants would not package it."""
    if backend == "postgresql":
        import asyncpg  # type: ignore[import-untyped]  # noqa: F401

        return
    try:
        import aiosqlite  # type: ignore[import-not-found,unused-ignore]  # noqa: F401
    except ImportError:
        raise DatabaseSetupError(
            "SQLite needs the library aiosqlite, which only the requirements of tests have.\n"
            "Use postgresql:// here, or add aiosqlite to the requirements."
        ) from None
