"""The module that a string names, from what is certain about it and the place of its file."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple, Optional

from pantstack.boundaries.scanner.string_literals import KnownText
from pantstack.boundaries.scanner.strings.readers import EXTERNAL, ReaderKind
from pantstack.boundaries.scanner.strings.string_evaluation import PARENT, TOP

DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")


class NamedModule(NamedTuple):
    """What a string names.

    Attributes:
        partial: whether it is only the certain beginning.
        app: whether it is in the app of Django that its first name is the label of.
    """

    level: int
    module: str
    partial: bool
    app: bool = False


class ModuleNames:
    """Reads the names of modules in the strings of one file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._stem = PurePosixPath(path).stem

    def absolute(self, text: KnownText) -> Optional[NamedModule]:
        """Read a name from the source roots, or one that goes on after the file's own."""
        if not text.anchor:
            return _cut(0, text.value, text)
        if text.anchor == TOP or (not text.value.startswith(".") and (text.value or not text.complete)):
            return None
        up, own = self._home(text.anchor)
        return _cut(1 + up, (own + text.value).lstrip("."), text)

    def relative(self, text: KnownText, package: KnownText) -> Optional[NamedModule]:
        """Read a name with leading dots, under a package that is written out or the file's own."""
        rest = text.value.lstrip(".")
        level = len(text.value) - len(rest)
        if not package.complete or package.anchor == TOP or (package.anchor and package.value):
            return None
        if package.anchor:
            up, own = self._home(package.anchor)
            if own and level > 1:
                return _cut(level - 1, rest, text)
            return _cut(level + up, f"{own}.{rest}".strip(".") if own else rest, text)
        parts = package.value.split(".")
        kept = parts[: len(parts) - level + 1]
        return _cut(0, ".".join([*kept, rest]), text) if kept and level <= len(parts) else None

    def _home(self, anchor: str) -> tuple[int, str]:
        """How far an anchor is above the file's folder, and what it has after that folder's dotted name."""
        cut = anchor.count(PARENT)
        own = self._stem if anchor.startswith("__name__") and self._stem != "__init__" else ""
        return (cut, own) if not cut or not own else (cut - 1, "")

    def by_framework(self, text: KnownText, kind: ReaderKind) -> Optional[NamedModule]:
        """Read what a string names for a framework; None for nothing, or nothing certain."""
        if kind == "file":
            parts = text.value.removeprefix("./").removesuffix(".py").removesuffix("/__init__").split("/")
            certain = text.complete and not text.anchor and text.value.endswith(".py")
            level = self._path.count("/") + 1
            return NamedModule(level, ".".join(parts), partial=False) if certain and "" not in parts else None
        if kind == "app":
            label = text.value.partition(".")[0]
            return NamedModule(0, f"{label}.models", partial=False, app=True) if text.complete and label else None
        value = text.value.removeprefix(EXTERNAL)
        if text.complete:
            # Of `name = a.b:c [extra]` only the middle is imported.
            value = value.rpartition("=")[2].partition("[")[0].strip()
        value = value.replace(":", ".")
        return None if kind == "tree" and "." not in value else self.absolute(text._replace(value=value))


def _cut(level: int, dotted: str, text: KnownText) -> Optional[NamedModule]:
    """A name, or the full segments of its certain beginning; None where nothing is certain."""
    if text.complete:
        return NamedModule(level, dotted.rstrip("."), partial=False)
    head = dotted.rpartition(".")[0]
    return NamedModule(level, head, partial=True) if head or level else None


def may_be_patched(text: Optional[KnownText], named: Optional[NamedModule]) -> bool:
    """Return whether what is patched is a string that names something, or may."""
    if named is None:
        return text is not None and not text.complete
    return not named.module or DOTTED.match(named.module) is not None
