"""Chooses which of the tools that have declared modules is taken over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePosixPath
from types import ModuleType
from typing import Final, Optional

from pantstack.adopt.sources import import_linter, pants_visibility, polylith, tach
from pantstack.adopt.sources.model import ForeignDeclarations, ForeignFiles
from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import below

# Those that say most about modules come first: tach has modules of its own, import-linter forbids imports.
READERS: Final[Sequence[ModuleType]] = (tach, polylith, import_linter, pants_visibility)
AUTO: Final = "auto"
NONE: Final = "none"
SOURCES: Final = (AUTO, *(reader.TOOL for reader in READERS), NONE)


def choose(source: str, files: Sequence[ForeignFiles]) -> tuple[Optional[ForeignDeclarations], str]:
    """Read what was declared, and describe why it is taken where there is a choice.

    Args:
        source: one of `SOURCES`.
        files: what each reader wants, in their order.

    Raises:
        UserError: if nothing is declared in a source, or it cannot be read.
    """
    if source == NONE:
        return None, ""
    found: list[ForeignDeclarations] = []
    for reader, texts in zip(READERS, files):
        if source not in (AUTO, reader.TOOL):
            continue
        try:
            declared = reader.read(texts)
        except UserError:
            if not found:
                raise
            # Another one is taken already.
            continue
        if declared is not None:
            found.append(declared)
        elif source != AUTO:
            raise UserError(
                f"There are no declarations of {source}.",
                f"It is looked for in {', '.join(reader.READS)}. Leave out --source to take what there is.",
            )
    if not found:
        return None, ""
    others = "".join(
        f"{other.path} declares modules too; it is not taken, since {found[0].path} says more of them:"
        f" --source={other.tool} takes it instead.\n"
        for other in found[1:]
    )
    return found[0], others


def root_errors(foreign: ForeignDeclarations, source_roots: Collection[str]) -> Iterator[UserError]:
    """Report the source roots of a tool that Pants does not have, as far as modules are below them."""
    known = {str(PurePosixPath(root)) for root in source_roots}
    for root in foreign.source_roots:
        folder = "" if root == "." else root
        if root not in known and any(below(folder, module.path) for module in foreign.modules):
            yield UserError(
                f"{foreign.tool} imports from `{root}`, which is no source root of Pants here.",
                f'Add "/{folder}" to root_patterns in the section [source] of pants.toml, then run again.',
            )
