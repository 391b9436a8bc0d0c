"""What makes the imports of a file more than its import statements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pantstack.boundaries.scanner.attribute_chains import BUILTIN_IMPORT, concerns
from pantstack.boundaries.scanner.outline.import_lines import Taken, read_import
from pantstack.boundaries.scanner.strings.dynamic_imports import PLUGINS
from pantstack.boundaries.scanner.strings.readers import FileReaders, Readers
from pantstack.boundaries.scanner.strings.stack_references import CLASS

_SUPPRESSION = "pantstack:"
# The methods of what pytest hands to tests that read a string as an import.
_FIXTURE_METHODS = {"monkeypatch": (b"setattr", b"delattr"), "mocker": (b"patch",)}
_PATCHING = re.compile(rb"\.(?:delattr|multiple|object|setattr|spy|stub)(?!\w)")
_PATCHING_WORDS = (b".delattr", b".multiple", b".object", b".setattr", b".spy", b".stub")
_GETATTR = b"getattr"
_CAPITALS = re.compile(r"[A-Z_]+\Z")
# Deletes all but capitals and underscores: a text of 2,000 letters is some 100 then.
_OTHERS = bytes(byte for byte in range(256) if not (0x41 <= byte <= 0x5A or byte == 0x5F))  # noqa: PLR2004


class ImportLine(NamedTuple):
    """What an import statement is for a repository.

    Attributes:
        text: the statement.
        module: the first name after `import` or `from`, without its attributes; a dot before a relative one.
        names: those that it binds to what may be the repository's.
        taken: all that it takes, where some of that is relative.
        risks: the words that a text has where it reaches a function that imports by name.
    """

    text: str
    module: str
    names: tuple[bytes, ...]
    taken: tuple[Taken, ...]
    risks: tuple[tuple[bytes, ...], ...]


class ImportLines(dict[bytes, ImportLine]):
    """The import statements of a repository, each read once."""

    def __init__(self, roots: frozenset[str], table: Readers) -> None:
        super().__init__()
        self._roots = roots
        self._table = table

    def __missing__(self, line: bytes) -> ImportLine:
        """Read another statement."""
        text, taken = read_import(line)
        names = [each.bound for each in taken if each.bound and concerns(each.level, each.module, self._roots)]
        risks = [words for each in taken if not each.level for words in self._table.needed(each.target)]
        first = taken[0]
        module = "." if first.level else first.module.partition(".")[0]
        relative = taken if first.level else ()
        self[line] = read = ImportLine(
            text, module, tuple(name.encode() for name in names), relative, tuple(dict.fromkeys(risks))
        )
        return read


class RiskyWords:
    """The words by which a file may import more than its import statements say."""

    def __init__(self, table: Readers) -> None:
        self._table = table
        capitals = [name.encode() for name in table.names if _CAPITALS.match(name)]
        others = [name.encode() for name in table.names if not _CAPITALS.match(name)]
        self._capitals = re.compile(b"|".join(map(re.escape, capitals)))
        self._always = (PLUGINS.encode(), BUILTIN_IMPORT.encode(), CLASS.encode(), _SUPPRESSION.encode())
        self._others = tuple(others)
        whole = b"|".join(map(re.escape, [*capitals, *others]))
        self._settings = re.compile(rb"(?<![\w\x80-\xff])(?:%s)(?![\w\x80-\xff])" % whole)
        self._lines: dict[frozenset[str], ImportLines] = {}

    def imports(self, roots: frozenset[str]) -> ImportLines:
        """Return the import statements of a repository."""
        if roots not in self._lines:
            self._lines[roots] = ImportLines(roots, self._table)
        return self._lines[roots]

    def occur_in(self, text: bytes) -> bool:
        """Return whether words are in a text that need no import to matter."""
        for word in self._always:
            if word in text:
                return True
        for fixture, methods in _FIXTURE_METHODS.items():
            if fixture.encode() in text and any(method in text for method in methods):
                return True
        hit = any(word in text for word in self._others) or self._capitals.search(text.translate(None, _OTHERS))
        return bool(hit) and self._settings.search(text) is not None

    def reached(self, path: str, lines: Iterable[ImportLine], text: bytes) -> bool:
        """Return whether import statements lead to functions that import by name."""
        for line in lines:
            for words in line.risks:
                if _all_in(words, text):
                    return True
        if not self._table.own:
            return False
        known = FileReaders(path, self._table)
        relative = (known.canonical(each.level, each.target) for line in lines for each in line.taken)
        return any(_all_in(words, text) for dotted in relative if dotted for words in self._table.needed(dotted))

    def patch_in(self, text: bytes) -> bool:
        """Return whether a text may replace names in objects."""
        return any(word in text for word in _PATCHING_WORDS) and _PATCHING.search(text) is not None


def _all_in(words: tuple[bytes, ...], text: bytes) -> bool:
    """Return whether a text has all words, or the last one and a function that may read the others by name."""
    if words[-1] not in text:
        return False
    return all(word in text for word in words) or _GETATTR in text
