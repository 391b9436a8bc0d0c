"""Errors that the user can correct, and the exit codes of all goals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import total_ordering
from typing import ClassVar, Final, Generic, TypeVar

from pantstack.base.locations import NOWHERE, SourceLocation

SUCCESS: Final = 0
# Findings, failed gates, or something that was not written.
FAILURE: Final = 1
# A UserError: nothing was checked or done.
USER_ERROR: Final = 2

_T_co = TypeVar("_T_co", covariant=True)


@total_ordering
class UserError(Exception):
    """Wrong usage, a wrong declaration or a wrong configuration.

    It is raised where nothing can go on, and collected where all errors are reported at once.

    Attributes:
        message: what is wrong, one sentence.
        help: what to do about it, one sentence.
        location: where it is fixed; its path is empty where that is nowhere in particular, such as on the command line.
        exit_code: of a goal that ends with it.
    """

    exit_code: ClassVar[int] = USER_ERROR

    def __init__(self, message: str, help: str, location: SourceLocation = NOWHERE) -> None:
        """Keep the three apart, so that each format can show them in its own way."""
        super().__init__(message, help, location)
        self.message = message
        self.help = help
        self.location = location

    def _key(self) -> tuple[SourceLocation, str, str]:
        return self.location, self.message, self.help

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UserError) and self._key() == other._key()

    def __lt__(self, other: UserError) -> bool:
        return self._key() < other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __str__(self) -> str:
        place = f"{self.location} " if self.location.path else ""
        return f"{place}{self.message}\n  {self.help}"


class ActionFailed(UserError):  # noqa: N818 - it is an outcome
    """What was requested is right, and could not be done."""

    exit_code: ClassVar[int] = FAILURE


class UserErrors(Exception):  # noqa: N818 - several
    """Several errors that are reported at once, the first of which decides the exit code.

    Attributes:
        errors: at least one.
    """

    def __init__(self, errors: tuple[UserError, ...]) -> None:
        """Collect errors."""
        super().__init__(errors)
        self.errors = errors


@dataclass(frozen=True)
class Parsed(Generic[_T_co]):
    """What was read, and everything that is wrong with it.

    Attributes:
        value: an empty one where there are errors.
        errors: sorted by place.
    """

    value: _T_co
    errors: tuple[UserError, ...] = ()
