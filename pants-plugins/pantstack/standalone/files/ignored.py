"""Which files Pants does not see: of the patterns of .gitignore and `pants_ignore`, the last that matches counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Optional

from pantstack.buildfiles.globs import parent

_SPACES: Final = re.compile(r"(?<!\\)(?:\s)+$")
ANY: Final = "**"


class Ignored:
    """Patterns in the syntax of .gitignore, each for paths from the root of the repository."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Read patterns, the one that counts most last."""
        rules = [rule for rule in map(_rule, patterns) if rule is not None]
        self._rules = [(re.compile(text), folders, again) for text, folders, again in reversed(rules)]
        # Most paths match nothing: one expression tells.
        texts = [f"(?:{text})" for text, _, again in rules if not again]
        self._any = re.compile("|".join(texts)).match if texts else None
        self._folders = {"": False}

    def has(self, path: str, *, is_folder: bool) -> bool:
        """Return whether a path is ignored, given that no folder around it is."""
        if self._any is None or self._any(path) is None:
            return False
        for pattern, folders, again in self._rules:
            if (is_folder or not folders) and pattern.match(path):
                return not again
        return False

    def has_or_folder(self, path: str) -> bool:
        """Return whether the path of a file, or of a folder around it, is ignored."""
        if self._any is None:
            return False
        return ("/" in path and self._has_folder(parent(path))) or self.has(path, is_folder=False)

    def _has_folder(self, path: str) -> bool:
        """Return whether a folder, or one around it, is ignored."""
        if path not in self._folders:
            self._folders[path] = self._has_folder(parent(path)) or self.has(path, is_folder=True)
        return self._folders[path]


def _rule(line: str) -> Optional[tuple[str, bool, bool]]:
    """Read a pattern: the expression, whether it is for folders alone, and whether it takes back what others ignore."""
    pattern = _SPACES.sub("", line.rstrip("\n\r"))
    if not pattern or pattern.startswith("#"):
        return None
    again = pattern.startswith("!")
    pattern = pattern[1:] if again else pattern
    folders = pattern.endswith("/")
    pattern = pattern.rstrip("/") if folders else pattern
    anchored = "/" in pattern
    parts = pattern.lstrip("/").split("/") if anchored else [ANY, pattern]
    if parts in ([""], []):
        return None
    text = whole_path(parts)
    # A text that is no expression matches nothing, as in git.
    try:
        re.compile(text)
    except re.error:
        return None
    return rf"{text}\Z", folders, again


def whole_path(parts: Sequence[str]) -> str:
    """Write the segments of a glob as an expression for a whole path."""
    text = ""
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == ANY:
            text += ".+" if last else "(?:[^/]+/)*"
        else:
            text += segment(part) + ("" if last else "/")
    return text


def segment(part: str) -> str:
    """Write the expression for one name in a path, which no star leads out of."""
    text, position = "", 0
    while position < len(part):
        char = part[position]
        position += 1
        if char == "*":
            text += "[^/]*"
        elif char == "?":
            text += "[^/]"
        elif char == "\\" and position < len(part):
            text += re.escape(part[position])
            position += 1
        elif char == "[":
            end = part.find("]", position + (2 if part[position : position + 1] in ("!", "^") else 1))
            if end < 0:
                text += re.escape(char)
                continue
            inner = part[position:end]
            negated = inner[:1] in ("!", "^")
            inner = (inner[1:] if negated else inner).replace("[", r"\[").replace("]", r"\]").replace("^", r"\^")
            text += f"(?!/)[{'^' if negated else ''}{inner}]"
            position = end + 1
        else:
            text += re.escape(char)
    return text
