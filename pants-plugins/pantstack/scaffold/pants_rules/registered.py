"""Adds to what is written of a new module its entries in registers."""

from __future__ import annotations

from collections.abc import Sequence

from pantstack.pants_port import workspace
from pantstack.scaffold import registers
from pantstack.scaffold.model import Answers, EditedFile, RenderedFile, WritePlan
from pantstack.scaffold.registers.entry import Entry


def registered(plan: WritePlan, given: Answers, names: Sequence[str], root: str) -> WritePlan:
    """Add the files of registers, as they are on disk.

    Raises:
        UserErrors: with those that cannot be edited.
    """
    texts = workspace.texts(root, registers.paths(names))
    edits = registers.edits(names, entry(given), texts)
    created = (RenderedFile(path, text) for path, text in edits.items() if path not in texts)
    edited = (
        EditedFile(path, text, texts[path], f"it has {given.name}")
        for path, text in sorted(edits.items())
        if path in texts
    )
    return WritePlan(tuple(sorted((*plan.created, *created))), (*plan.edited, *edited))


def entry(given: Answers) -> Entry:
    """Return what registers say of a module."""
    uses = tuple(use.path.rpartition("/")[2] for use in given.uses)
    texts = {key: given.texts.get(key, "") for key in ("description", "owner")}
    return Entry(given.name, given.module, **texts, port=given.port, uses=uses)
