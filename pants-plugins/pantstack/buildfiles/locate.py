"""Find declarations and the entries of their fields in BUILD files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Optional

from pantstack.base.locations import Position, SourceLocation
from pantstack.buildfiles.globs import joined, parent
from pantstack.buildfiles.nodes import plain
from pantstack.buildfiles.parse import BuildFile, Call
from pantstack.syntax import source_edits


class BuildFiles:
    """The BUILD files of a repository; each is parsed when it is first needed."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Take the texts of BUILD files, by path."""
        self._texts = texts
        self._directories: dict[str, list[BuildFile]] = {}
        for path, text in sorted(texts.items()):
            self._directories.setdefault(parent(path), []).append(BuildFile(path, text))
        self._entries: dict[tuple[str, str, str, str], Mapping[str, Position]] = {}

    def __reduce__(self) -> tuple[type[BuildFiles], tuple[Mapping[str, str]]]:
        """Return what it is made of: trees of syntax cannot be kept."""
        return BuildFiles, (self._texts,)

    def find(self, kind: str, directory: str, name: str) -> SourceLocation:
        """Find the declaration of a target; without a plain one, the start of the directory's first BUILD file.

        A call that spells the name wins over one that spells none, and that over the first.
        """
        builds = self._directories.get(directory, [])
        for build in builds:
            call = _declaration(build, kind, name)
            if call is not None:
                return SourceLocation(build.path, call.line)
        return SourceLocation(builds[0].path if builds else joined(directory, "BUILD"), 1)

    def find_entry(
        self, kind: str, directory: str, name: str, fields: Iterable[str], entry: str
    ) -> Optional[tuple[str, Position]]:
        """Find the path and position of a string in the first of several fields that has it."""
        for field in fields:
            for build in self._directories.get(directory, ()):
                key = (build.path, kind, name, field)
                if key not in self._entries:
                    self._entries[key] = _entries(build, kind, name, field)
                if entry in self._entries[key]:
                    return build.path, self._entries[key][entry]
        return None


def entry_positions(text: str, kind: str, name: Optional[str], field: str) -> Mapping[str, Position]:
    """Find the positions of the strings in a field of a declaration, however the field is computed.

    A declaration that spells the name wins over one that spells none, and that over the first one.
    """
    return _entries(BuildFile("", text), kind, name, field)


def _entries(build: BuildFile, kind: str, name: Optional[str], field: str) -> Mapping[str, Position]:
    call = _declaration(build, kind, name)
    value = None if call is None else call.fields.get(field)
    found: dict[str, Position] = {}
    for node in () if value is None else source_edits.walk(value):
        entry = plain(node)
        if entry is not None and entry not in found:
            found[entry] = source_edits.position(build.data, node.start_byte)
    return found


def _declaration(build: BuildFile, kind: str, name: Optional[str]) -> Optional[Call]:
    calls = build.calls_of(kind)
    for wanted in (name, None):
        for call in calls:
            if call.name == wanted:
                return call
    return calls[0] if calls else None
