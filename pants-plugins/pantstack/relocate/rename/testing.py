"""Renames modules in trees of texts, without Pants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pantstack.boundaries.testing import Files, project
from pantstack.declarations.module_resolves import Kinds
from pantstack.relocate.model import Relocation, Tree
from pantstack.relocate.rename import plan
from pantstack.relocate.rename.records import Render, no_template

LAYERS: Final = ("domain", "platform")
KINDS: Final[Kinds] = (("core", "api", "test"),)


def renamed(  # noqa: PLR0913  what a test is not about is left out
    files: Files,
    old: str,
    new: str,
    kinds: Kinds = KINDS,
    *,
    keeps_stacks: bool = False,
    made: Render = no_template,
) -> tuple[dict[str, bytes], Relocation]:
    """Rename a module, and return the files afterwards.

    Args:
        files: text or bytes by path.
        keeps_stacks: whether it is deployed.
        made: renders templates.
    """
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    known = project(contents, LAYERS)
    module = known.catalog.module(old)
    assert module is not None
    tree = Tree(contents, frozenset(contents))
    done = plan.plan(known, tree, module, plan.make_renaming(module, new, tree, kinds, keeps_stacks=keeps_stacks), made)
    return after(contents, done), done


def after(contents: Mapping[str, bytes], done: Relocation) -> dict[str, bytes]:
    """Return the files once a relocation is written."""
    left = {path: content for path, content in contents.items() if path not in done.removed}
    return {**left, **{path: text.encode("utf-8", "surrogateescape") for path, text in done.texts.items()}}
