"""What the goal prints."""

from __future__ import annotations

from typing import Union

from pants.engine.console import Console

from pantstack.base.errors import UserError, UserErrors
from pantstack.scaffold import write_plan
from pantstack.scaffold.model import Answers, Template, WritePlan


def print_result(console: Console, given: Answers, plan: WritePlan, template: Template, *, dry_run: bool) -> None:
    """Print what was written, or would be, and what comes next."""
    console.print_stdout(f"{'Would create' if dry_run else 'Created'} the module {given.name}:")
    for line in write_plan.tree([file.path for file in plan.created]):
        console.print_stdout(f"  {line}")
    for file in plan.edited:
        console.print_stdout(f"{'Would edit' if dry_run else 'Edited'} {file.path}: {file.reason}.")
    if not dry_run and template.next_steps:
        console.print_stdout("Next (the first command restarts Pants' daemon, since pants.toml has changed):")
        for command in template.next_steps:
            console.print_stdout(f"  {command.replace('{module}', given.module)}")


def print_whole(console: Console, name: str) -> None:
    """Print that there is nothing to do."""
    console.print_stdout(f"The module {name} is there already, exactly as it would be created.")


def print_errors(console: Console, error: Union[UserError, UserErrors]) -> int:
    """Print errors, two lines each, and return the exit code."""
    errors = error.errors if isinstance(error, UserErrors) else (error,)
    for each in errors:
        where = f"{each.location} " if each.location.path else ""
        console.print_stderr(f"new-module: {where}{each.message}\n{each.help}")
    return errors[0].exit_code
