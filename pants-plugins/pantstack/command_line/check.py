"""`pantstack check`: the checker without Pants, for hooks, jobs of CI and repositories without Pants."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pantstack.base.errors import USER_ERROR, UserError
from pantstack.command_line import arguments as command
from pantstack.command_line.arguments import Arguments
from pantstack.command_line.places import find_root, from_root


def main(argv: Sequence[str]) -> int:
    """Check, print what was found, and return the exit code."""
    try:
        arguments = command.parse(argv)
        root = find_root(arguments.root)
        files = from_root(root, arguments.files)
    except UserError as error:
        sys.stderr.write(f"pantstack: {error}\n")
        return USER_ERROR
    return _check(root, files, arguments)


def _check(root: str, files: Sequence[str], arguments: Arguments) -> int:
    # It takes its time, and is not needed for what is wrong with arguments.
    from pantstack.command_line.workspace import Workspace  # noqa: PLC0415

    flags = dict(arguments.flags)
    outcome = Workspace(root, flags).check(files, color=_color(arguments))
    # A document on standard output stays free of text for people.
    stream = sys.stderr if outcome.document_on_output else sys.stdout
    stream.write(outcome.text)
    return outcome.exit_code


def _color(arguments: Arguments) -> bool:
    if arguments.color is not None:
        return arguments.color
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
