"""Whether a database is what a service needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import DatabaseSetupError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from .engine import Database


class MigrationCheck:
    """A check of `/health/ready`: the database answers, and has all migrations of the service.

    One that has further ones is ready: a later copy of the service has migrated it, and this one is about to end.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        """Take what is checked.

        Args:
            database: of the service.
            folder: see `migrate`.
        """
        self._database = database
        self._folder = folder
        self._has_all = False

    async def __call__(self) -> None:
        """Ask the database.

        Raises:
            ServiceUnavailableError: if it does not answer.
            DatabaseSetupError: if it lacks migrations.
        """
        if self._has_all:
            await self._database.ping()
            return
        async with self._database.transaction() as connection:
            missing = await connection.run_sync(lambda connection: _missing(connection, self._folder))
        if missing:
            raise DatabaseSetupError(
                f"The database lacks the migrations {', '.join(missing)}.\n"
                "Run `api.pex migrate`, or set MIGRATE_AT_START with the prefix of the service."
            )
        self._has_all = True


def _missing(connection: Connection, folder: Path) -> list[str]:
    """Return the revisions that were not run, in their order."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from alembic.script.revision import RevisionError
    from alembic.util import CommandError

    script = ScriptDirectory(str(folder))
    try:
        run = {
            each.revision
            for head in MigrationContext.configure(connection).get_current_heads()
            for each in script.iterate_revisions(head, "base")
        }
    except (CommandError, RevisionError):
        return []  # A revision that this copy does not know.
    return [each.revision for each in reversed(list(script.walk_revisions())) if each.revision not in run]
