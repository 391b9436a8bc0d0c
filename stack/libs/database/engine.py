"""A database that is opened when it is first used."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from .errors import DatabaseSetupError, unavailable_as_such
from .urls import connection_of, place_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import CursorResult, Executable
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# Before a request that finds all connections taken fails.
_POOL_SECONDS = 10.0
# Load balancers and proxies drop connections that are older.
_RECYCLE_SECONDS = 1800


class Database:
    """A pool of connections for each event loop, opened when first used; none is opened by construction."""

    def __init__(self, url: str, pool_size: int = 5) -> None:
        """Take where a database is.

        Args:
            url: such as `postgresql://user:password@host:5432/name` or `sqlite:///file`.
            pool_size: how many connections there are at most.
        """
        self._url = url
        self._pool_size = pool_size
        # Connections belong to the loop that opened them: tests use one a request.
        self._engines: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncEngine] = WeakKeyDictionary()

    @property
    def engine(self) -> AsyncEngine:
        """SQLAlchemy's engine of the running event loop.

        Raises:
            DatabaseSetupError: if the URL is not that of a known database.
        """
        loop = asyncio.get_running_loop()
        engine = self._engines.get(loop)
        if engine is None:
            self._engines[loop] = engine = new_engine(self._url, self._pool_size)
        return engine

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection with a transaction, which is committed at the end and rolled back by an exception.

        Raises:
            ServiceUnavailableError: if the database cannot be reached, or all connections stay taken.
        """
        engine = self.engine
        with unavailable_as_such(place_of(engine.url)):
            async with engine.begin() as connection:
                yield connection

    async def execute(self, statement: Executable) -> CursorResult[Any]:
        """Execute a single statement, which is a transaction of its own.

        Raises:
            ServiceUnavailableError: as of `transaction`.
        """
        engine = self.engine
        with unavailable_as_such(place_of(engine.url)):
            # Without BEGIN and COMMIT: two ways to the server less.
            async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                return await connection.execute(statement)

    async def ping(self) -> None:
        """Ask the database for an answer.

        Raises:
            ServiceUnavailableError: if there is none.
        """
        from sqlalchemy import text

        await self.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close all connections; a later use opens new ones."""
        here = asyncio.get_running_loop()
        for loop, engine in list(self._engines.items()):
            # Of another loop nothing can be awaited here.
            await engine.dispose(close=loop is here)
        self._engines.clear()


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
    options: dict[str, Any] = {"connect_args": arguments}
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
