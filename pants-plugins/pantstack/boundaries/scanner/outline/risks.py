"""What makes the imports of a file more than its import statements."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple, Optional

from pantstack.boundaries.scanner.attribute_chains import BUILTIN_IMPORT, concerns
from pantstack.boundaries.scanner.outline.calls.replacements import METHOD, NONE, Replacements, patched
from pantstack.boundaries.scanner.outline.chains import chains_of
from pantstack.boundaries.scanner.outline.import_lines import Taken, read_import
from pantstack.boundaries.scanner.strings import stack_references
from pantstack.boundaries.scanner.strings.dynamic_imports import PLUGINS
from pantstack.boundaries.scanner.strings.readers import FileReaders, Readers, patches
from pantstack.boundaries.scanner.top_level import deprecations

_SUPPRESSION = b"pantstack:"
# What pytest hands to tests has these in its name, and what it does this one.
_PATCH, _MONKEYPATCH, _MOCKER = b"patch", b"monkeypatch", b"mocker"
_DEPRECATED = deprecations.WORD.encode()
_DEPRECATING = re.compile(rb"(?<!\w)%s(?!\w)" % _DEPRECATED)
# Of more functions under more names than this, parsing tells.
_MOST = 40
_GETATTR = b"getattr"
# They are given a dotted name before anything else.
_PLAIN_KINDS = frozenset({"import", "item", "module", "spec"})
_PULUMI = stack_references.PACKAGE
# Its dots, the first name of its module, and the names that it takes.
_PLAIN = re.compile(
    rb"from (?:(\.+)|(?=[A-Za-z_]))((?:[A-Za-z_]\w*)?)(?:(?<=\w)(?:\.[A-Za-z_]\w*)*)? "
    rb"import ([A-Za-z_]\w*(?:, [A-Za-z_]\w*)*)"
)
# Deletes all but capitals, digits and underscores: a text of 2,000 letters is some 200 then.
_KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_DELETED = bytes(byte for byte in range(256) if byte not in _KEPT)
_MARKS = b"_0123456789"
_NUMBERED = re.compile(rb"\d+\Z")
# Of less than this left of a name most texts have some.
_CLEAR = 3


def deprecates(code: bytes) -> bool:
    """Return whether a decorator may call something deprecated, in code without strings."""
    return b"@" in code and _DEPRECATED in code and _DEPRECATING.search(code) is not None


class Risk(NamedTuple):
    """A function that imports by name, and a name that leads to it.

    Attributes:
        bound: the name that an import binds; empty for what a star brings.
        words: what has to be read from it, one after another.
        patches: whether it puts something else in the place of what it is given.
        kind: how it reads what it is given, where that is a dotted name; else empty.
    """

    bound: bytes
    words: tuple[bytes, ...]
    patches: bool = False
    kind: str = ""

    @property
    def patcher(self) -> tuple[bytes, tuple[bytes, ...]]:
        """The name, and the attributes from it to the function that all that patch begin with."""
        until = self.words.index(_PATCH) + 1 if _PATCH in self.words else 0
        return self.bound, self.words[:until]

    def is_in(self, text: bytes) -> bool:
        """Return whether a text, without its import statements, may read the function."""
        if not all(word in text for word in self.words) and (_GETATTR not in text or self.words[-1] not in text):
            return False
        if not self.bound:
            return True
        chains = [chain.split(b".")[1:] for chain in chains_of(self.bound, text)]
        return any(all(map(bytes.__eq__, chain, self.words)) for chain in chains)


_BUILTIN = Risk(BUILTIN_IMPORT.encode(), (), kind="builtin")


class ImportLine(NamedTuple):
    """What an import statement is for a repository.

    Attributes:
        text: the statement.
        module: the first name after `import` or `from`, without its attributes; a dot for a relative one.
        names: those that it binds to what may be the repository's.
        taken: all that it takes, where that is relative.
        risks: the functions that it leads to.
    """

    text: str
    module: str
    names: tuple[bytes, ...]
    taken: tuple[Taken, ...]
    risks: tuple[Risk, ...]


class ImportLines(dict[bytes, Optional[ImportLine]]):
    """The import statements of a repository, each read once; None for what is none, or an odd one."""

    def __init__(self, roots: frozenset[str], table: Readers) -> None:
        super().__init__()
        self._roots = roots
        self._table = table

    def __missing__(self, line: bytes) -> Optional[ImportLine]:
        """Read another statement."""
        read = self._read_plainly(line)
        if read is None:
            found = read_import(line)
            read = None if found is None else self._read(*found)
        self[line] = read
        return read

    def _read_plainly(self, line: bytes) -> Optional[ImportLine]:
        """Read a statement as formatters write most; None for any other."""
        found = _PLAIN.fullmatch(line)
        if found is None:
            return None
        dots, first, names = found.groups()
        package = first.decode()
        if dots:
            return None if self._table.own else ImportLine(line.decode(), ".", tuple(names.split(b", ")), (), ())
        if package == _PULUMI or self._table.needed(package):
            return None
        bound = tuple(names.split(b", ")) if package in self._roots else ()
        return ImportLine(line.decode(), package, bound, (), ())

    def _read(self, text: str, taken: tuple[Taken, ...]) -> ImportLine:
        names = [each.bound for each in taken if each.bound and concerns(each.level, each.module, self._roots)]
        first = taken[0]
        module = "." if first.level else first.module.partition(".")[0]
        absolute = () if first.level else taken
        risks = [self._risk(each, words) for each in absolute for words in self._table.needed(each.target)]
        if module == _PULUMI:
            # The class may have another name.
            words = stack_references.CLASS.encode()
            risks.append(Risk(b"", () if any(stack_references.CLASS in each.target for each in taken) else (words,)))
        encoded = tuple(name.encode() for name in names)
        return ImportLine(text, module, encoded, taken if first.level else (), tuple(dict.fromkeys(risks)))

    def _risk(self, taken: Taken, words: tuple[bytes, ...]) -> Risk:
        name = b".".join((taken.target.encode(), *words)).decode()
        reader = self._table.functions.get(name)
        plain = reader is not None and reader.kind in _PLAIN_KINDS
        kind = reader.kind if reader is not None and plain else ""
        return Risk(taken.bound.encode(), words, bool(taken.bound) and patches(name), kind)


class RiskyWords:
    """The words by which a file may import more than its import statements say."""

    def __init__(self, table: Readers) -> None:
        self._table = table
        names = [name.encode() for name in (*table.names, PLUGINS)]
        self._names = frozenset(names)
        left = {name: name.translate(None, _DELETED) for name in names}
        clear = {name for name in names if len(left[name].strip(_MARKS)) >= _CLEAR}
        ends = {name.partition(b"_")[2] for name in names if name not in clear and b"_" in name}
        others = [name for name in names if name not in clear and b"_" not in name]
        # Each search is over few letters, or for what begins with one that is rare.
        self._left = re.compile(_by_first_letter({left[name] for name in clear}))
        self._ends = re.compile(rb"_(?:%s)(?!\w)" % b"|".join(map(re.escape, sorted(ends))))
        stems = {_NUMBERED.sub(b"", name) for name in others}
        self._others = tuple((stem, re.compile(rb"%s\d*(?!\w)" % re.escape(stem))) for stem in stems)
        self._whole = re.compile(rb"(?<![\w\x80-\xff])(?:%s)(?![\w\x80-\xff])" % b"|".join(map(re.escape, names)))
        self._lines: dict[frozenset[str], ImportLines] = {}

    def imports(self, roots: frozenset[str]) -> ImportLines:
        """Return the import statements of a repository."""
        if roots not in self._lines:
            self._lines[roots] = ImportLines(roots, self._table)
        return self._lines[roots]

    def forget(self) -> None:
        """Free what is known of import statements."""
        self._lines.clear()

    def occur_in(self, text: bytes) -> bool:
        """Return whether words are in a text that need no import to matter."""
        if _SUPPRESSION in text:
            return True
        return self._setting_in(text) and self._whole.search(text) is not None

    def _setting_in(self, text: bytes) -> bool:
        for stem, pattern in self._others:
            if stem in text and any(found[0] in self._names for found in pattern.finditer(text)):
                return True
        if self._left.search(text.translate(None, _DELETED)):
            return True
        return self._ends.search(text) is not None

    def reached(
        self, path: str, lines: Iterable[ImportLine], risks: Collection[Risk], text: bytes
    ) -> Optional[list[Risk]]:
        """Return which functions import statements lead to that import by name, in a text without them.

        Returns:
            Those that Python and libraries have; None where there may be others, or too many.
        """
        if len(risks) > _MOST or (self._table.own and self._reaches_own(path, lines, text)):
            return None
        builtin = [_BUILTIN] if _BUILTIN.bound in text else []
        return [risk for risk in (*risks, *builtin) if not risk.patches and risk.is_in(text)]

    def _reaches_own(self, path: str, lines: Iterable[ImportLine], text: bytes) -> bool:
        known = FileReaders(path, self._table)
        return any(
            Risk(each.bound.encode(), words).is_in(text)
            for line in lines
            for each in line.taken
            for words in self._table.needed(known.canonical(each.level, each.target))
        )


def replacements(
    risks: Iterable[Risk], outside: bytes, strings: Sequence[bytes], searched: bytes
) -> Optional[Replacements]:
    """Return what a file puts in the place of names; None where only parsing tells.

    Args:
        risks: of its import statements.
        outside: its code without these.
        strings: its triple-quoted strings.
        searched: both.
    """
    patchers = {risk.patcher for risk in risks if risk.patches and risk.is_in(searched)} if risks else ()
    if not patchers and not METHOD.search(searched):
        fixtures = _PATCH in searched and (_MONKEYPATCH in searched or _MOCKER in searched)
        if not fixtures:
            return NONE
    return patched(outside, strings, patchers)


def _by_first_letter(words: Iterable[bytes]) -> bytes:
    """A pattern of words that looks at the first letter of each once."""
    groups = groupby(sorted(words), key=lambda word: word[:1])
    ends = ((first, b"|".join(re.escape(word[1:]) for word in group)) for first, group in groups)
    return b"|".join(b"%s(?:%s)" % (re.escape(first), rest) for first, rest in ends)
