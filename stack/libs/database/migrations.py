"""Migrations of a schema by Alembic, without a command line and without a file of settings."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .engine import connected, new_engine
from .errors import DatabaseSetupError, place_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

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


async def new_revision(url: str, folder: Path, message: str) -> Path:
    """Write a revision with what a migrated database lacks of the tables, for a developer to read and correct.

    Args:
        url: of a database of the developer's own.
        folder: as of `migrate`, with Alembic's `script.py.mako`, by which revisions are written.
        message: what the revision does.

    Returns:
        the new file below `versions/`.
    """
    from alembic import command

    if not (folder / "script.py.mako").exists():
        raise DatabaseSetupError(f"No script.py.mako in {folder}.\nCopy that of another module.")
    made: list[Any] = []
    await _with_config(url, folder, lambda config: made.append(command.revision(config, message, autogenerate=True)))
    return Path(made[0].path)


async def schema_differences(url: str, metadata: MetaData) -> list[str]:
    """Return what a migration would have to do until a database has the tables of a service; nothing if it has them."""
    from alembic.autogenerate import produce_migrations, render_python_code
    from alembic.migration import MigrationContext

    def compare(connection: Connection) -> list[str]:
        operations = produce_migrations(MigrationContext.configure(connection), metadata).upgrade_ops
        if operations is None or operations.is_empty():
            return []
        return [
            line.strip() for line in render_python_code(operations).splitlines() if not line.lstrip().startswith("#")
        ]

    return await _connected(url, compare)


async def _with_config(url: str, folder: Path, command: Callable[[Config], object]) -> None:
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    # A percent sign begins an interpolation.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command(config)
        connection.commit()

    try:
        await _connected(url, run, locked=True)
    except CommandError as error:
        raise DatabaseSetupError(f"The migrations in {folder} cannot be run.\n{error}") from error


async def _connected(url: str, use: Callable[[Connection], Result], *, locked: bool = False) -> Result:
    engine = new_engine(url, pool_size=0)
    try:
        async with _only_one(engine) if locked else nullcontext(), connected(engine) as connection:
            return await connection.run_sync(use)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _only_one(engine: AsyncEngine) -> AsyncIterator[None]:
    """Hold a lock of a PostgreSQL, on a connection of its own.

    Who waited inside of a statement would hold up `CREATE INDEX CONCURRENTLY` of the one that migrates, so one tries
    again and again. The end of a connection, whatever ends it, gives the lock back.
    """
    from sqlalchemy import func, select

    if engine.dialect.name != "postgresql":
        yield
        return
    async with connected(engine.execution_options(isolation_level="AUTOCOMMIT")) as connection:
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
