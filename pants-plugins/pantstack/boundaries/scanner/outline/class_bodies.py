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
    proved = b""
    for index, indent in enumerate(indents):
        if not indent:
            continue
        before = rest[index]
        if before.strip():
            proved = indent if _OUTER.match(before, before.rfind(b"\n") + 1) else b""
        if indent != proved and _may_be_inside(rest, indents, index):
            return True
    return False


def _may_be_inside(rest: Sequence[bytes], indents: Sequence[bytes], index: int) -> bool:
    """Return whether a function around an import cannot be proved."""
    before = b"".join(b"%s\n%simport" % each for each in zip(rest[:index], indents))
    lines = (before + rest[index]).split(b"\n")
    if b"\t" in indents[index] or b"\f" in indents[index]:
        return True
    limit = len(indents[index])
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number].lstrip(b" ")
        width = len(lines[number]) - len(line)
        if not line or line.startswith(b"#") or width >= limit:
            continue
        if _FUNCTION.match(line):
            return False
        if line[:1] in b")]}":
            limit = width + 1
        elif not _BLOCK.match(line) or not _is_balanced(lines[number:]):
            return True
        elif not width:
            return False
        else:
            limit = width
    return True


def _is_balanced(lines: Sequence[bytes]) -> bool:
    text = b"\n".join(lines)
    return all(text.count(pair[:1]) == text.count(pair[1:]) for pair in _BRACKETS)
