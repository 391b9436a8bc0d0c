"""What is wrong with what a user wrote or asked for."""

from __future__ import annotations

from functools import total_ordering
from typing import ClassVar

from pantstack.locations import NOWHERE, SourceLocation


@total_ordering
class UserError(Exception):
    """Wrong usage, a wrong declaration or a wrong configuration: exit code 2.

    It is raised where nothing can go on, and collected where all mistakes are reported at once.

    Attributes:
        message: what is wrong, one sentence.
        help: what to do about it, one sentence.
        location: where it is fixed; its path is empty where that is nowhere in particular, such as on the command line.
        exit_code: of a goal that ends with it.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, help: str, location: SourceLocation = NOWHERE) -> None:
        """Say what is wrong and what to do."""
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
    """What was requested is right, and could not be done: exit code 1."""

    exit_code: ClassVar[int] = 1


class UserErrors(Exception):  # noqa: N818 - several
    """Several errors that are reported at once, the first of which decides the exit code.

    Attributes:
        errors: at least one.
    """

    def __init__(self, errors: tuple[UserError, ...]) -> None:
        """Collect errors."""
        super().__init__(errors)
        self.errors = errors
