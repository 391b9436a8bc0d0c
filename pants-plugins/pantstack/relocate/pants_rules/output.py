"""What both goals print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pants.engine.console import Console

from pantstack.relocate.model import Relocation
from pantstack.relocate.pants_rules import on_disk
from pantstack.relocate.pants_rules.repository import Repository
from pantstack.text import diffs
from pantstack.text.counting import count

_MOST_LISTED: Final = 50


def print_diff(console: Console, repository: Repository, relocation: Relocation) -> None:
    """Print what would be written: moves, deletions, and what changes in files."""
    came_from = {new: old for old, new in relocation.moves.items()}
    for old, new in sorted(relocation.moves.items()):
        console.print_stdout(f"move {old} to {new}")
    for path in sorted({*relocation.removed} - {*relocation.moves}):
        console.print_stdout(f"delete {path}")
    for path, text in sorted(relocation.texts.items()):
        before = repository.tree.text(came_from.get(path, path))
        if before != text:
            # What is not UTF-8 cannot be printed.
            plain = (each.encode("utf-8", "replace").decode() for each in (before, text))
            console.write_stdout(diffs.unified(path, *plain))


def print_edits(console: Console, relocation: Relocation) -> None:
    """Print which files of others are edited."""
    moved = {*relocation.moves.values()}
    for path in sorted(path for path in relocation.texts if path not in moved):
        console.print_stdout(f"Edited {path}.")


def print_rest(console: Console, repository: Repository, relocation: Relocation, verb: str) -> None:
    """Print what is left as it is, and why.

    Args:
        verb: what is done with the module, such as "renamed".
    """
    left = repository.files.left
    if left:
        console.print_stdout(f"Left where it is, since git ignores it: {on_disk.folded(left)}.")
    for note in relocation.notes:
        console.print_stdout(note)
    for name in repository.elsewhere:
        command = f"./pants deploy {repository.module.path} --env={name} --status"
        console.print_stdout(f"Whether it is deployed to {name} is not known here; before it was {verb}: {command}")
    _print_mentions(console, repository, relocation)


def _print_mentions(console: Console, repository: Repository, relocation: Relocation) -> None:
    mentions = relocation.mentions
    if not mentions:
        return
    files = len({each.location.path for each in mentions})
    console.print_stdout(f"Not changed: {count(len(mentions), 'line')} in {count(files, 'file')} with the old name:")
    for each in mentions[:_MOST_LISTED]:
        console.print_stdout(f"  {each.location} {each.text}")
    if len(mentions) > _MOST_LISTED:
        console.print_stdout(f"  and {len(mentions) - _MOST_LISTED} more: {_search(repository)}")


def _search(repository: Repository) -> str:
    name = repository.module.name.removesuffix(".py")
    return f"git grep -n -i {name}"


def print_next(console: Console, commands: Sequence[str]) -> None:
    """Print the commands that come next."""
    console.print_stdout("Next (the first command restarts Pants' daemon if pants.toml has changed):")
    for command in commands:
        console.print_stdout(f"  {command}")
