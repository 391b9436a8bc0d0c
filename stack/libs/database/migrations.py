"""Migrations of a schema by Alembic, without a command line and without a file of settings."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from .engine import new_engine
from .errors import DatabaseSetupError, unavailable_as_such
from .urls import place_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from alembic.config import Config
    from sqlalchemy import Connection, MetaData
    from sqlalchemy.ext.asyncio import AsyncEngine

Result = TypeVar("Result")

# Of all copies of a service that migrate one database; any number does.
_LOCK = 7_264_837_195
_LOCK_POLLS = 600
_POLL_SECONDS = 0.2


async def migrate(url: str, folder: Path, revision: str = "head") -> None:
    """Bring a database up to a revision; nothing happens where it is that already.

    Several processes may do so at once on PostgreSQL: one migrates, the others wait for it.

    Args:
        url: of the database.
        folder: with `env.py`, which calls `run_migrations`, and `versions/`.

    Raises:
        DatabaseSetupError: if the URL cannot be used, or another process migrates for minutes.
        ServiceUnavailableError: if the database cannot be reached.
    """
    from alembic import command

    await _with_config(url, folder, lambda config: command.upgrade(config, revision))


async def downgrade(url: str, folder: Path, revision: str) -> None:
    """Take a database back to a revision: `base` for an empty one, `-1` for the one before; see `migrate`."""
    from alembic import command

    await _with_config(url, folder, lambda config: command.downgrade(config, revision))


def run_migrations(metadata: MetaData) -> None:
    """Run the command that Alembic was given: all that a service's `env.py` does.

    Args:
        metadata: the tables as the service has them; new revisions are what the database lacks of them.
    """
    from alembic import context

    connection = context.config.attributes["connection"]
    # SQLite changes a table only by making it anew.
    batch = connection.dialect.name == "sqlite"
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=batch)
    with context.begin_transaction():
        context.run_migrations()


async def schema_differences(url: str, metadata: MetaData) -> list[str]:
    """Return how a database differs from the tables of a service; nothing if all migrations are written."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def compare(connection: Connection) -> list[str]:
        return [str(each) for each in compare_metadata(MigrationContext.configure(connection), metadata)]

    return await _connected(url, compare)


async def _with_config(url: str, folder: Path, command: Callable[[Config], None]) -> None:
    from alembic.config import Config

    config = Config()
    # A percent sign begins an interpolation.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command(config)
        connection.commit()

    await _connected(url, run, locked=True)


async def _connected(url: str, use: Callable[[Connection], Result], *, locked: bool = False) -> Result:
    engine = new_engine(url, pool_size=0)
    try:
        with unavailable_as_such(place_of(engine.url)):
            if not locked or engine.dialect.name != "postgresql":
                async with engine.connect() as connection:
                    return await connection.run_sync(use)
            async with _only_one(engine), engine.connect() as connection:
                return await connection.run_sync(use)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _only_one(engine: AsyncEngine) -> AsyncIterator[None]:
    """Hold a lock of the database, on a connection of its own.

    Who waited inside of a statement would hold up `CREATE INDEX CONCURRENTLY` of the one that migrates, so one tries
    again and again. The end of a connection, whatever ends it, gives the lock back.
    """
    from sqlalchemy import func, select

    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for _ in range(_LOCK_POLLS):
            if (await connection.execute(select(func.pg_try_advisory_lock(_LOCK)))).scalar_one():
                break
            await asyncio.sleep(_POLL_SECONDS)
        else:
            raise DatabaseSetupError(
                f"Another process has been migrating {place_of(engine.url)} for minutes.\n"
                "Wait for it or end it, then migrate again."
            )
        yield
