"""Runs a check for which no answer is kept, with what is kept of the files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, Optional

from pantstack.command_line.answers import Answers
from pantstack.command_line.arguments import Arguments
from pantstack.command_line.check import print_text
from pantstack.command_line.pickled import pickled, unpickled
from pantstack.command_line.workspace import CheckOutcome, Workspace

# More of them wait for this one, which puts together what they read.
_MOST_PROCESSES = 4


def check(root: str, files: Sequence[str], arguments: Arguments, answers: Optional[Answers], selection: str) -> int:
    """Check, print what was found, keep it, and return the exit code."""
    workspace = Workspace(root, dict(arguments.flags), processes=min(os.cpu_count() or 1, _MOST_PROCESSES))
    store = None if answers is None else answers.store_of("files")
    kept = None if store is None else store.load()
    if kept is not None:
        *tree, declared = kept
        workspace.tree.load(tuple(tree), unpickled)
        workspace.declared.load(declared)
    contents, concluded = workspace.tree.contents, workspace.tree.concluded.last.surroundings
    outcome = workspace.check(files, color=arguments.has_color(is_terminal=sys.stdout.isatty()))
    print_text(outcome.text, outcome.notes, is_document_there=outcome.document is not None and outcome.output == "-")
    is_known = workspace.tree.contents == contents and workspace.tree.concluded.last.surroundings == concluded
    if store is not None and not (kept is not None and is_known):
        store.save(*workspace.tree.dump(pickled), workspace.declared.dump())
    if answers is not None:
        _keep(workspace, outcome, answers, selection)
    return outcome.exit_code


def _keep(workspace: Workspace, outcome: CheckOutcome, answers: Answers, selection: str) -> None:
    declared = workspace.declared.last
    if declared is None or not outcome.is_lasting:
        return
    stamps: dict[str, Any] = {**declared.stamps, **workspace.tree.stamps()}
    folders = {path: folder.changed for path, folder in workspace.declared.listing.folders.items()}
    answer = (outcome.text, outcome.exit_code, outcome.notes, outcome.document, outcome.output)
    answers.keep(selection, answer, folders, stamps)
