"""Prints errors on the console of a goal."""

from __future__ import annotations

from typing import Union

from pants.engine.console import Console

from pantstack.base.errors import UserError, UserErrors


def print_errors(console: Console, goal: str, error: Union[UserError, UserErrors]) -> int:
    """Print errors, two lines each, and return the exit code."""
    errors = error.errors if isinstance(error, UserErrors) else (error,)
    for each in errors:
        where = f"{each.location} " if each.location.path else ""
        console.print_stderr(f"{goal}: {where}{each.message}\n{each.help}")
    return errors[0].exit_code
