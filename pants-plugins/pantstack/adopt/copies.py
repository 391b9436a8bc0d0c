"""Takes files over from Pantstack: what is there stays as it is, and is named where it is in the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pantstack.base.errors import ActionFailed, UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import is_build_file, parent
from pantstack.buildfiles.parse import BuildFile


@dataclass(frozen=True)
class Unit:
    """Files that are taken over together.

    Attributes:
        files: their texts, by path.
        is_adopted: whether that has happened already: they are the repository's own from then on.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    is_adopted: bool = False


def missing(units: Collection[Unit], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the files to write, by path; `texts` is what is there."""
    files = {path: text for unit in units if not unit.is_adopted for path, text in unit.files.items()}
    return {path: text for path, text in files.items() if path not in texts}


def conflicts(units: Collection[Unit], texts: Mapping[str, str]) -> Iterator[UserError]:
    """Report what is in the way of files to write."""
    for unit in units:
        for path, text in sorted({} if unit.is_adopted else unit.files.items()):
            if texts.get(path, text) != text:
                yield ActionFailed(
                    f"`{path}` is there with a content of its own, and Pantstack's file of this name belongs there.",
                    f"Move it out of {f'{parent(path)}/' if parent(path) else 'the root'}, then run again.",
                    SourceLocation(path, 1),
                )


def declares_module(texts: Mapping[str, str], folder: str) -> bool:
    """Return whether a folder is declared as a module."""
    builds = (BuildFile(path, text) for path, text in texts.items() if is_build_file(path) and parent(path) == folder)
    return any(call.kind == "pantstack_module" for build in builds for call in build.calls)
