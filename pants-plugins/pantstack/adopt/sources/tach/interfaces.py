"""Which files of a module its interfaces make public: Tach exposes names, a facade has files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Optional

from pantstack.adopt.sources.model import EVERYTHING, Note
from pantstack.adopt.sources.python_tree import is_file
from pantstack.adopt.sources.tach.model import Interface
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import parents, relative

_WORD = re.compile(r"[A-Za-z_]\w*")
# Names of whatever a file may bind, at several depths: what exposes all of them exposes everything.
_ANY = ("x", "X", "_x")
_ANY_BELOW = (*_ANY, "x.x", "x.X.x", "_x.x.x.x")
_ONE_LIST = "a facade has one list of consumers"


@dataclass
class Used:
    """Which interfaces and patterns have been of use, over all modules."""

    interfaces: set[Interface] = field(default_factory=set)
    patterns: set[tuple[Interface, re.Pattern[str]]] = field(default_factory=set)


@dataclass(frozen=True)
class Facade:
    """What a module's interfaces become.

    Attributes:
        public: globs relative to the module.
        consumers: names of the modules that may use it; None for all.
    """

    public: tuple[str, ...] = EVERYTHING
    consumers: Optional[tuple[str, ...]] = None


class Interfaces:
    """All interfaces of a project."""

    def __init__(self, interfaces: Sequence[Interface]) -> None:
        """Keep them."""
        self._interfaces = interfaces
        self._used = Used()
        self._notes: list[Note] = []
        # The files that are public although a pattern exposes names of theirs only.
        self._files: dict[tuple[SourceLocation, str], list[str]] = {}

    def facade(self, name: str, path: str, files: Sequence[str]) -> Facade:
        """Return the facade of a module, by its dotted name, its path and the files that it owns."""
        own = [each for each in self._interfaces if any(pattern.fullmatch(name) for pattern in each.of)]
        self._used.interfaces.update(own)
        if not own:
            return Facade()
        members = _Members(path, files)
        free = [each for each in own if each.visibility is None]
        limited = [each for each in own if each.visibility is not None]
        public = self._public(free or limited, members)
        if not free:
            visible = {each for interface in limited for each in interface.visibility or ()}
            for interface in limited:
                if set(interface.visibility or ()) != visible:
                    text = f"`visibility` of this interface is not carried over as it is: {_ONE_LIST}."
                    help = f"Whoever may use one of the interfaces of `{name}` may use all of them."
                    self._notes.append(Note(interface.location, f"{text} {help}"))
            return Facade(public, tuple(sorted(visible)))
        for interface in limited:
            text = f"What this interface exposes of `{name}` to a few alone is private now: {_ONE_LIST}."
            help = "Move it into a module of its own, with `consumers`."
            if is_file(path):
                text = f"What this interface exposes of `{name}` to a few alone is public now, as all of that file is."
                help = "Move it into a file of its own, with `consumers`."
            self._notes.append(Note(interface.location, f"{text} {help}"))
            self._public([interface], members)
        return Facade(public)

    def notes(self) -> Iterator[Note]:
        """Note what facades do not have as interfaces had it, and once a pattern that it exposes parts of files."""
        yield from self._notes
        for (location, pattern), files in self._files.items():
            first, *more = sorted(files) or [""]
            text = f"`{pattern}` exposes names, and a facade has files:"
            if more:
                yield Note(
                    location,
                    f"{text} {first} and {len(more)} more are public. Their `__all__` says which of their names are.",
                )
            elif first:
                yield Note(location, f"{text} {first} is public. Its `__all__` says which of its names are.")

    def unused(self) -> Iterator[Note]:
        """Note interfaces that no module has, and patterns that expose nothing."""
        for interface in self._interfaces:
            if interface not in self._used.interfaces:
                yield Note(interface.location, "No module matches `from` of this interface, so it protects nothing.")
                continue
            for pattern, location in interface.expose:
                if (interface, pattern) not in self._used.patterns:
                    yield Note(
                        location, f"`{pattern.pattern}` exposes no file of a module, so nothing is public by it."
                    )

    def _public(self, interfaces: Iterable[Interface], members: _Members) -> tuple[str, ...]:
        """Return the globs of what interfaces expose, and note files of which they expose a part."""
        whole: set[str] = set()
        for interface in interfaces:
            for pattern, location in interface.expose:
                globs, parts = members.exposed(pattern)
                if globs or parts:
                    self._used.patterns.add((interface, pattern))
                whole.update(globs, parts)
                shown = [members.shown(glob) for glob in parts]
                self._files.setdefault((location, pattern.pattern), []).extend(shown)
        if EVERYTHING[0] in whole:
            return EVERYTHING
        folders = [glob[: -len("/**")] for glob in whole if glob.endswith("/**")]
        return tuple(sorted(glob for glob in whole if not any(_below(folder, glob) for folder in folders)))


def _below(folder: str, glob: str) -> bool:
    return glob.startswith(f"{folder}/") and glob != f"{folder}/**"


class _Members:
    """The files of a module, by the names that interfaces have for them."""

    def __init__(self, path: str, files: Sequence[str]) -> None:
        self._path = path
        self._single = is_file(path)
        self._files = {} if self._single else {relative(path, file): self._name(relative(path, file)) for file in files}
        folders = {folder for file in self._files for folder in parents(file) if folder}
        self._folders = {folder: folder.replace("/", ".") for folder in folders}

    @staticmethod
    def _name(file: str) -> str:
        parts = file.rpartition(".")[0].split("/")
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def shown(self, glob: str) -> str:
        """Return the path of a file from the root of the repository."""
        return self._path if self._single else f"{self._path}/{glob}"

    def exposed(self, pattern: re.Pattern[str]) -> tuple[set[str], set[str]]:
        """Return globs of what is exposed whole, and of files of which single names are."""
        words = tuple(dict.fromkeys((*_WORD.findall(pattern.pattern), *_ANY)))
        if self._single:
            whole = all(pattern.fullmatch(name) for name in _ANY)
            return (
                (set(EVERYTHING), set()) if whole else (set(), set(EVERYTHING) if _some(pattern, "", words) else set())
            )
        if all(pattern.fullmatch(name) for name in _ANY_BELOW):
            return set(EVERYTHING), set()
        globs = {
            f"{folder}/**"
            for folder, name in self._folders.items()
            if all(pattern.fullmatch(f"{name}.{each}") for each in _ANY_BELOW)
        }
        parts: set[str] = set()
        for file, name in self._files.items():
            if any(f"{folder}/**" in globs for folder in parents(file)):
                continue
            if all(pattern.fullmatch(f"{name}.{each}" if name else each) for each in _ANY):
                globs.add(file)
            elif _some(pattern, name, [word for word in words if not self._is_child(name, word)]):
                parts.add(file)
        return globs, parts

    def _is_child(self, name: str, word: str) -> bool:
        """Return whether a name in a file is that of a file or directory beside it, whose own name it then is."""
        child = f"{name}.{word}" if name else word
        return child in self._folders.values() or child in self._files.values()


def _some(pattern: re.Pattern[str], name: str, words: Iterable[str]) -> bool:
    """Return whether a pattern exposes a file itself, or any of some names in it."""
    if name and pattern.fullmatch(name):
        return True
    return any(pattern.fullmatch(f"{name}.{word}" if name else word) for word in words)
