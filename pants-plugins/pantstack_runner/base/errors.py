"""Errors that end a run with two lines instead of a traceback."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPACE_HELP: Final = "Free disk space or fix the permissions there, then deploy again."
CONNECTION_HELP: Final = "Fix the permissions or the connection, then run again."


class _TwoLineError(Exception):
    """An error message of two lines.

    Attributes:
        message: what is wrong, one sentence.
        help: what to do about it; empty if the message is all that is known, as of some errors of Pulumi's.
        location: where it is fixed: a file, with a line where that is known; empty for nowhere in particular.
    """

    def __init__(self, message: str, help: str, location: str | Path = "") -> None:
        """Take what is wrong, and what to do."""
        super().__init__(message, help, location)
        self.message, self.help, self.location = message, help, str(location)

    @property
    def first_line(self) -> str:
        """The location and what is wrong."""
        return f"{self.location}: {self.message}" if self.location else self.message

    def __str__(self) -> str:
        return f"{self.first_line}\n{self.help}" if self.help else self.first_line


class UserError(_TwoLineError):
    """Wrong usage or configuration: exit code 2."""


class FailedError(_TwoLineError):
    """The action failed: exit code 1."""


@contextlib.contextmanager
def failing(fact: str, help: str, location: str | Path = "") -> Iterator[None]:
    """Raise a `FailedError` for an `OSError`, whose reason it appends to what is wrong."""
    try:
        yield
    except OSError as error:
        raise FailedError(f"{fact} ({error.strerror}).", help, location) from error


class GatesWantedError(Exception):
    """The plan is of the current commit and requires gates that were not run yet."""
