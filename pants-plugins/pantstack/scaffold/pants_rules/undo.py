"""`--undo` of the goals that write modules: it undoes the last run of any of them."""

from __future__ import annotations

from collections.abc import Iterable

from pants.engine.console import Console
from pants.engine.fs import Workspace

from pantstack.base.all_or_nothing import Undone
from pantstack.base.errors import SUCCESS, UserError
from pantstack.pants_port import workspace
from pantstack.pants_port.errors_output import print_errors
from pantstack.scaffold import write_plan


def interrupted(console: Console, place: Workspace, root: str, *, goal: str) -> None:
    """Undo what a killed run had written, and report it.

    Raises:
        ActionFailed: if that cannot be done.
    """
    if workspace.undo_interrupted(place, root):
        console.print_stderr(f"{goal}: undid what an interrupted run had written.")


def last(  # noqa: PLR0913  a name each
    console: Console, place: Workspace, root: str, others: Iterable[object], *, goal: str, dry_run: bool
) -> int:
    """Undo the last run or report why not, and return the exit code.

    Args:
        others: what else the goal was given, of which there must be nothing.
        goal: that was called.
    """
    try:
        _refuse(others, goal)
        undone = workspace.undo_last(place, root, dry_run=dry_run)
    except UserError as error:
        return print_errors(console, goal, error)
    console.write_stdout(_text(undone, dry_run=dry_run))
    return SUCCESS


def _refuse(others: Iterable[object], goal: str) -> None:
    if any(others):
        raise UserError("--undo takes no module: it undoes the last run.", f"Write: ./pants {goal} --undo")


def _text(undone: Undone, *, dry_run: bool) -> str:
    if undone.was_interrupted:
        return f"{undone.goal} of {undone.when} was interrupted, and what it had written is undone already.\n"
    lines = [f"{'Would undo' if dry_run else 'Undid'} {undone.goal} of {undone.when}."]
    if undone.removed:
        lines += ["Would remove:" if dry_run else "Removed:"]
        lines += [f"  {line}" for line in write_plan.tree(undone.removed)]
    lines += [f"{'Would put back' if dry_run else 'Put back'} {path}." for path in undone.restored]
    if not dry_run:
        lines += [f"Left {path}: something else is in it." for path in undone.left]
    return "".join(f"{line}\n" for line in lines)
