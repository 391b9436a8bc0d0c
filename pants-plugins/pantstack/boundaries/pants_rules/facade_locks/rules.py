"""The rule that reads definitions; Pants remembers its result until one of the files changes."""

from __future__ import annotations

from dataclasses import dataclass

from pants.engine.rules import rule

from pantstack.boundaries.scanner.definitions.model import FileDefinitions
from pantstack.boundaries.scanner.definitions.read import definitions
from pantstack.pants_port import files


@dataclass(frozen=True)
class DefinitionsRequest:
    """A request for what the files that match define."""

    globs: tuple[str, ...]


@dataclass(frozen=True)
class DefinitionsResult:
    """Definitions, sorted by path."""

    files: tuple[FileDefinitions, ...]


@rule(desc="Read definitions")
async def read_definitions(request: DefinitionsRequest) -> DefinitionsResult:
    """Read the files of one module, so that an edit reads one module again."""
    (found,) = await files.read((request.globs,))
    return DefinitionsResult(tuple(definitions(file.path, file.content) for file in found))
