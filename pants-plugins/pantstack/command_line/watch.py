"""`pantstack check --watch`: checks again after each change."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from pantstack.base.errors import USER_ERROR, UserError
from pantstack.command_line.arguments import Arguments
from pantstack.command_line.check import print_text
from pantstack.command_line.main import INTERRUPTED
from pantstack.command_line.workspace import Workspace


def watch(root: str, files: Sequence[str], arguments: Arguments) -> int:
    """Check until Ctrl-C, and return the exit code of the last check."""
    try:
        changes = _changes()
    except UserError as error:
        sys.stderr.write(f"pantstack: {error}\n")
        return USER_ERROR
    workspace = Workspace(root, dict(arguments.flags))
    code = INTERRUPTED
    try:
        code = _check(workspace, files, arguments)
        for _ in changes(root, watch_filter=lambda _, path: matters(workspace, path), raise_interrupt=False):
            code = _check(workspace, files, arguments)
    except KeyboardInterrupt:
        # While it checked.
        return code
    return code


def matters(workspace: Workspace, path: str) -> bool:
    """Return whether a change of a file may be one of the repository: what Pants does not see is none of it."""
    inside = path[len(workspace.root) + 1 :]
    if inside == workspace.declared.settings[1].output:
        return False
    return not workspace.declared.ignored.has_or_folder(inside)


def _changes() -> Any:  # noqa: ANN401  a library that need not be there
    try:
        from watchfiles import watch as changes  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415
    except ImportError as error:
        message = "--watch needs the library watchfiles, which is not installed."
        raise UserError(message, "Install it: pip install 'pantstack[watch]'") from error
    return changes


def _check(workspace: Workspace, files: Sequence[str], arguments: Arguments) -> int:
    outcome = workspace.check(files, color=arguments.has_color(is_terminal=sys.stdout.isatty()))
    is_document_there = outcome.document is not None and outcome.output == "-"
    print_text(outcome.text, outcome.notes, is_document_there=is_document_there)
    sys.stdout.flush()
    return outcome.exit_code
