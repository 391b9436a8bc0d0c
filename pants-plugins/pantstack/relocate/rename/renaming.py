"""Which names change when a module does: its paths, its dotted names, and those of its resolves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Optional

from pantstack.boundaries.resolver.python_files import base_of
from pantstack.buildfiles.globs import below, joined, parent, relative
from pantstack.declarations.model import name_of

Parts = tuple[str, ...]
# Where the requirements of modules lie.
REQUIREMENTS: Final = "3rdparty/python"


@dataclass(frozen=True)
class Renaming:
    """A module's old and new names.

    Attributes:
        old: its path, of a directory or of a file.
        new: the path that it gets.
        roots: the source roots, the longest first; empty for the repository's own.
        kinds: of the resolves that are named after it.
        is_file: whether it is one file.
        keeps_stacks: whether its stacks, and the variable with its address, keep the name that they have.
        sorts_imports: whether a tool of the repository keeps imports sorted.
    """

    old: str
    new: str
    roots: tuple[str, ...] = ("",)
    kinds: tuple[str, ...] = ()
    is_file: bool = False
    keeps_stacks: bool = False
    sorts_imports: bool = False

    @cached_property
    def old_base(self) -> str:
        """The old path, without the suffix of a file."""
        return base_of(self.old) if self.is_file else self.old

    @cached_property
    def new_base(self) -> str:
        """The new path, without the suffix of a file."""
        return base_of(self.new) if self.is_file else self.new

    @property
    def old_name(self) -> str:
        """The last part of the old path, without suffix."""
        return name_of(self.old_base)

    @property
    def new_name(self) -> str:
        """The last part of the new path, without suffix."""
        return name_of(self.new_base)

    @property
    def is_beside(self) -> bool:
        """Whether it stays in the same folder."""
        return parent(self.old) == parent(self.new)

    def moved(self, path: str) -> str:
        """Return the path that a file or directory has afterwards, with or without suffix."""
        if self.is_file:
            same = {self.old_base: self.new_base, self.old: self.new, f"{self.old}i": f"{self.new}i"}
            return same.get(path, path)
        return joined(self.new, relative(self.old, path)).rstrip("/") if below(self.old, path) else path

    def holds(self, path: str) -> bool:
        """Return whether a file or directory belongs to it."""
        return path in (self.old_base, self.old, f"{self.old}i") if self.is_file else below(self.old, path)

    @cached_property
    def prefixes(self) -> tuple[tuple[Parts, Parts], ...]:
        """What its dotted names begin with before and after, by source root; the longest first."""
        found: dict[Parts, Parts] = {}
        for root in self.roots:
            if below(root, self.old_base) and root != self.old_base:
                new = relative(root, self.new_base) if below(root, self.new_base) else self.dotted(self.new_base)
                found.setdefault(_parts(relative(root, self.old_base)), _parts(new.replace(".", "/")))
        return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))

    def dotted(self, base: str) -> str:
        """Return the dotted name of a path without suffix, from the nearest source root above it."""
        root = next((root for root in self.roots if root and base.startswith(f"{root}/")), "")
        return relative(root, base).replace("/", ".")

    def renamed(self, names: Sequence[str]) -> Optional[Parts]:
        """Return what a dotted name becomes; None for one that does not lead into the module."""
        for old, new in self.prefixes:
            if tuple(names[: len(old)]) == old:
                return (*new, *names[len(old) :])
        return None

    @cached_property
    def resolves(self) -> dict[str, str]:
        """The new names of resolves, by old ones."""
        return {f"{self.old_name}_{kind}": f"{self.new_name}_{kind}" for kind in self.kinds}

    @cached_property
    def requirements(self) -> dict[str, str]:
        """The new names of requirements files, by old ones."""
        pattern = "requirements-{}-{}.txt".format
        return {pattern(self.old_name, kind): pattern(self.new_name, kind) for kind in self.kinds}

    @cached_property
    def requirement_targets(self) -> dict[str, str]:
        """The new names of the targets of requirements, by old ones."""
        return {f"{self.old_name}-{kind}": f"{self.new_name}-{kind}" for kind in self.kinds}

    @property
    def address_variable(self) -> tuple[str, str]:
        """The variable by which a deploy tells others where the module is, before and after."""
        if self.keeps_stacks:
            return "", ""
        return f"{self.old_name.upper()}_BASE_URL", f"{self.new_name.upper()}_BASE_URL"

    def in_text(self, text: str) -> str:
        """Rename what can mean nothing else, in any text: paths and dotted names of several parts."""
        for pattern, new in self._full:
            text = pattern.sub(new, text)
        return _replaced(text, {**self.resolves, **self.requirements})

    @cached_property
    def _full(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        pairs = [(self.old, self.new)] if "/" in self.old else []
        # The folder of what Pants packages is called by the path, with dots.
        dotted = {self.old_base.replace("/", "."): self.new_base.replace("/", ".")}
        dotted.update({".".join(old): ".".join(new) for old, new in self.prefixes})
        pairs += [(old, new) for old, new in dotted.items() if "." in old]
        return tuple((whole(old), new.replace("\\", "\\\\")) for old, new in pairs)


def whole(name: str) -> re.Pattern[str]:
    """Match a path or dotted name where it is not a part of a longer one; what follows below it may be anything."""
    # A path may follow `./`, or `/` alone; not another folder.
    before = r"(?<![\w-]/)(?<!\w\./)(?<!\.\./)" if "/" in name else ""
    before += r"(?<![\w-])(?<!\w\.)"
    return re.compile(f"{before}{re.escape(name)}(?![\\w-])")


def _replaced(text: str, names: dict[str, str]) -> str:
    if not names:
        return text
    listed = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.sub(rf"(?<![\w-])({listed})(?![\w-])", lambda found: names[found[1]], text)


def _parts(path: str) -> Parts:
    return tuple(filter(None, path.split("/")))


def first_parts(prefixes: Iterable[tuple[Parts, Parts]]) -> set[str]:
    """Return the names that dotted names of the module begin with."""
    return {old[0] for old, _ in prefixes if old}
