"""Renames a module in a Python file, or refuses it: what it names has to lead to the same afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Optional

from pantstack.base.errors import UserError
from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.scanner.model import FileScan, StackReference
from pantstack.boundaries.scanner.scan import scan
from pantstack.relocate import mentions
from pantstack.relocate.rename.python import kept_names, python_file
from pantstack.relocate.rename.renaming import Renaming

_BY_HAND: Final = "Change it by hand first, then rename the module."


def rewrite(
    path: str,
    content: bytes,
    renaming: Renaming,
    own_readers: tuple[str, ...],
    named: tuple[Collection[StackReference], Mapping[str, str]],
) -> str:
    """Return the new text of a file.

    Args:
        path: that it has before.
        own_readers: what the repository adds to the functions and names that read a string as an import.
        named: where it certainly reads the module's stack; and the folders of apps of Django, by label.

    Raises:
        UserError: where it names the module and cannot be rewritten for certain.
    """
    stacks, apps = named
    before = scan(path, content, None, own_readers)
    _refuse_unread(path, content, before, renaming)
    _refuse_app(path, before, apps, renaming)
    try:
        after = python_file.rewrite_file(path, content, before, renaming, stacks)
    except ValueError as error:
        raise UserError(f"This file cannot be rewritten: {error}.", _BY_HAND, SourceLocation(path, 1)) from error
    now = scan(renaming.moved(path), after, None, own_readers)
    lost = kept_names.first_lost(path, before, now, renaming) or _first_stack(before, now, stacks, renaming)
    if lost is not None:
        message = f"`{renaming.old}` is named here in a way that cannot be rewritten for certain."
        raise UserError(message, _BY_HAND, SourceLocation(path, lost.line))
    return after.decode("utf-8", "surrogateescape")


def _first_stack(
    before: FileScan, after: FileScan, stacks: Collection[StackReference], renaming: Renaming
) -> Optional[Position]:
    """Find a stack of the module that is read by its old name afterwards."""
    old, new = f"/{renaming.old_name}/", f"/{renaming.new_name}/"
    for reference, now in zip(before.stack_references, after.stack_references):
        wanted = tuple(part.replace(old, new, 1) for part in reference.parts)
        if reference in stacks and (now.parts != wanted or now.parts == reference.parts):
            return reference.position
    return None


def _refuse_unread(path: str, content: bytes, scanned: FileScan, renaming: Renaming) -> None:
    """Refuse a file that names the module and cannot be read.

    Raises:
        UserError: which says where.
    """
    named = mentions.pattern(renaming.old_name).search(content.decode("latin-1"))
    if scanned.error is not None and (named or renaming.holds(path)):
        position, why = scanned.error
        message = f"This file names `{renaming.old_name}` and cannot be read: {why}."
        raise UserError(message, "Correct it, or take it away, then rename.", SourceLocation(path, position.line))


def _refuse_app(path: str, scanned: FileScan, apps: Mapping[str, str], renaming: Renaming) -> None:
    """Refuse a file that names the module as an app of Django: it is in the names of tables and in migrations.

    Args:
        apps: the folders around apps, by label.

    Raises:
        UserError: which says where.
    """
    label = renaming.old_name
    if label not in apps or not renaming.holds(f"{apps[label]}/{label}".strip("/")) or label == renaming.new_name:
        return
    for site in scanned.imports:
        if site.app and site.module.split(".")[0] == label:
            message = f"`{label}` is the label of an app of Django here, by which its tables are called."
            help = "Rename the app by hand, with its migrations."
            raise UserError(message, help, SourceLocation(path, site.position.line))
