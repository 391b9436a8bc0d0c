"""What is wrong with how a database is used, or with where it is."""

from collections.abc import Iterator
from contextlib import contextmanager

from stack.libs.common import ServiceUnavailableError


class DatabaseSetupError(Exception):
    """A mistake in a URL, in a table or in the order of migrations: two lines, what is wrong and what to do."""


@contextmanager
def unavailable_as_such(place: str) -> Iterator[None]:
    """Raise `ServiceUnavailableError` where a database cannot be reached or has no connection left.

    Args:
        place: host, port and name of the database, for the message.
    """
    from sqlalchemy import exc

    try:
        yield
    except (exc.InterfaceError, exc.OperationalError, exc.TimeoutError, OSError) as error:
        raise ServiceUnavailableError(f"The database {place} is not available: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """Return the first line of the driver's own message, without the statement and its parameters."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__
