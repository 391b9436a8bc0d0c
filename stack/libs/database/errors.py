"""What is wrong with how a database is used, or with where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stack.libs.common import ServiceUnavailableError, SetupError

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.exc import DBAPIError

# PostgreSQL's classes of errors: of connections, of resources, and of an operator who ends sessions.
_UNAVAILABLE = ("08", "53", "57P")
_UNSTORABLE = {"22021", "22P05"}


class DatabaseSetupError(SetupError):
    """A mistake in a URL, in a table or in the order of migrations: two lines, what is wrong and what to do."""


def unavailable(url: URL, error: Exception) -> ServiceUnavailableError:
    """Return what to raise where a database cannot be reached; neither password nor statement is in it."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return ServiceUnavailableError(
        f"The database {place_of(url)} is not available: {lines[0] if lines else type(error).__name__}"
    )


def is_unavailable(error: DBAPIError) -> bool:
    """Return whether the database failed, not the statement."""
    # SQLite reads a file only when it executes something.
    is_other_file = str(error.orig) == "file is not a database"
    sqlstate = str(getattr(error.orig, "sqlstate", ""))
    return error.connection_invalidated or is_other_file or sqlstate.startswith(_UNAVAILABLE)


def is_unstorable(error: DBAPIError) -> bool:
    """Return whether a text has a character that the database does not keep."""
    return getattr(error.orig, "sqlstate", None) in _UNSTORABLE


def place_of(url: URL) -> str:
    """Return host, port and name of a database: what a message may have of a URL."""
    server = f"{url.host}:{url.port or 5432}" if url.host else ""
    return "/".join(part for part in (server, url.database or "") if part) or "in memory"
