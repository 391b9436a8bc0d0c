"""`pantstack check --watch`: checks again after each change."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Any, Final, Optional

from pantstack.base.errors import USER_ERROR, UserError
from pantstack.command_line.arguments import Arguments
from pantstack.command_line.check import print_text
from pantstack.command_line.main import INTERRUPTED
from pantstack.command_line.workspace import CheckOutcome, Workspace

# Milliseconds.
_TURN: Final = 500


def watch(root: str, files: Sequence[str], arguments: Arguments) -> int:
    """Check until Ctrl-C, and return the exit code of the last check."""
    gc.enable()
    try:
        changes = _changes()
    except UserError as error:
        sys.stderr.write(f"pantstack: {error}\n")
        return USER_ERROR
    workspace = Workspace(root, dict(arguments.flags))
    outcome: Optional[CheckOutcome] = None
    color = arguments.has_color(is_terminal=sys.stdout.isatty())
    try:
        outcome = workspace.check(files, color=color)
        _report(outcome)
        is_first = True
        for found in changes(
            root,
            watch_filter=lambda _, path: matters(workspace, path),
            raise_interrupt=False,
            rust_timeout=_TURN,
            yield_on_timeout=True,
        ):
            # What changed before the watch began is no change to it.
            if found or is_first:
                last, outcome = outcome, workspace.check(files, color=color)
                if found or (outcome.text, outcome.notes) != (last.text, last.notes):
                    _report(outcome)
            is_first = False
    except KeyboardInterrupt:
        # While it checked, or wrote.
        pass
    return INTERRUPTED if outcome is None else outcome.exit_code


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


def _report(outcome: CheckOutcome) -> None:
    is_document_there = outcome.document is not None and outcome.output == "-"
    print_text(outcome.text, outcome.notes, is_document_there=is_document_there)
    sys.stdout.flush()
