"""What the goal prints."""

from __future__ import annotations

import select
from collections.abc import Mapping
from typing import Final, Optional, TextIO, Union

from pants.engine.console import Console

from pantstack.base.errors import SUCCESS, UserError, UserErrors
from pantstack.pants_port import errors_output
from pantstack.scaffold.answering.prompts import Terminal
from pantstack.scaffold.load_templates import Folders
from pantstack.scaffold.reporting import kinds, result
from pantstack.scaffold.reporting.result import FORMATS, Result

_TEXT, _JSON = FORMATS
# Milliseconds, after which it is looked whether the terminal is still there.
_PATIENCE: Final = 100


def terminal(console: Console, variables: Mapping[str, str]) -> Optional[Terminal]:
    """Return where a person can be prompted; None in CI, and where the input or the output is no terminal."""
    if variables.get("CI") or not (console.stdin.isatty() and console.stdout.isatty()):
        return None

    def write(text: str) -> None:
        console.write_stdout(text)
        console.flush()

    return Terminal(lambda: _line(console.stdin), write)


def _line(stream: TextIO) -> str:
    """Read a line; while Pants' own stream waits for one, nothing else runs, so Ctrl-C would not come through."""
    poll = select.poll()
    poll.register(stream.fileno(), select.POLLIN)
    events: list[tuple[int, int]] = []
    while not events:
        events = poll.poll(_PATIENCE)
    # Else the terminal is gone.
    return stream.readline() if events[0][1] & select.POLLIN else ""


def print_result(console: Console, form: str, done: Result) -> int:
    """Print what was written, or would be, and what comes next; return the exit code."""
    console.print_stdout(result.document(done) if form == _JSON else result.text(done), end="")
    return SUCCESS


def print_errors(console: Console, error: Union[UserError, UserErrors], form: str = _TEXT) -> int:
    """Print errors, for people or for programs, and return the exit code."""
    if form != _JSON:
        return errors_output.print_errors(console, "new-module", error)
    errors = error.errors if isinstance(error, UserErrors) else (error,)
    console.print_stdout(result.document(None, errors), end="")
    return errors[0].exit_code


def print_kinds(console: Console, form: str, folders: Folders) -> int:
    """Print the kinds that there are, and return the exit code."""
    found, errors = kinds.read(folders)
    console.print_stdout(kinds.document(found, errors) if form == _JSON else kinds.text(found), end="")
    if errors and form != _JSON:
        return print_errors(console, UserErrors(errors))
    return errors[0].exit_code if errors else SUCCESS
