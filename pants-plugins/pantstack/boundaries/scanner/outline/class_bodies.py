"""Imports in the bodies of classes: what they bind are attributes."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A block of the top level that is no class, on one line that does not go on from another.
_OUTER = re.compile(
    rb"(?:(?:if|elif|except|with|for|while|async|def)\b[^\n\"'#()\[\]{}]*|else|try|finally)[ \t]*:[ \t]*(?:#.*)?\Z"
)
_FUNCTION = re.compile(rb"(?:async[ \t]+)?def\b")
_BLOCK = re.compile(rb"(?:if|elif|else|try|except|finally|with|for|while|async|match|case)\b")
_BRACKETS = (b"()", b"[]", b"{}")


def in_class_body(rest: Sequence[bytes], indents: Sequence[bytes]) -> bool:
    """Return whether an import may stand directly in the body of a class.

    Args:
        rest: what stands before, between and after the imports.
        indents: of the imports.
    """
    blocks = _Blocks()
    proved = b""
    for before, indent in zip(rest, indents):
        blocks.add(before, indent)
        if not indent:
            continue
        if before.strip():
            proved = indent if _OUTER.match(before, before.rfind(b"\n") + 1) else b""
        if indent != proved and not blocks.has_function():
            return True
    return False


class _Blocks:
    """The lines up to an import, and which of them are proved to stand in a function, or in no block of a class."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._proved: set[int] = set()

    def add(self, before: bytes, indent: bytes) -> None:
        """Go on to the next import."""
        self._lines += before.split(b"\n")
        self._lines.append(indent + b"import")

    def has_function(self) -> bool:
        """Return whether a function around the last import can be proved, or that no class is."""
        lines = self._lines
        passed = [len(lines) - 1]
        block = limit = len(lines[-1]) - len(b"import")
        if not lines[-1].startswith(b" " * limit):
            return False
        for number in range(len(lines) - 2, -1, -1):
            line = lines[number].lstrip(b" ")
            width = len(lines[number]) - len(line)
            if width == limit == block and number in self._proved:
                break
            if not line or line.startswith(b"#") or width >= limit:
                continue
            if line[:1] in b")]}":
                limit = width + 1
                continue
            function = _FUNCTION.match(line) is not None
            if not function and (not _BLOCK.match(line) or not _is_balanced(lines[number : passed[-1]])):
                return False
            passed.append(number)
            block = limit = width
            if function or not width:
                break
        else:
            return False
        # A function's own line may stand in a class.
        self._proved.update(passed if not _FUNCTION.match(lines[passed[-1]].lstrip(b" ")) else passed[:-1])
        return True


def _is_balanced(lines: Sequence[bytes]) -> bool:
    text = b"\n".join(lines)
    return all(text.count(pair[:1]) == text.count(pair[1:]) for pair in _BRACKETS)
