"""Unified diffs that `git apply` and `patch -p1` accept."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Final, Optional

# How many lines are shown around a change.
_CONTEXT: Final = 3
_ESCAPED = frozenset('"\\\t\n\r')


def unified(path: str, before: Optional[str], after: str) -> str:
    """Render what changes in a file; before is None for a new one."""
    return "".join(_lines(path, before, after))


def _lines(path: str, before: Optional[str], after: str) -> Iterator[str]:
    old = "/dev/null" if before is None else _named("a", path)
    lines, new_lines = _split(before or ""), _split(after)
    # All else is the same at both ends, and comparing it would take long.
    start = max(_common(lines, new_lines) - _CONTEXT, 0)
    rest, new_rest = lines[start:], new_lines[start:]
    same = max(_common(rest[::-1], new_rest[::-1]) - _CONTEXT, 0)
    rest, new_rest = rest[: len(rest) - same], new_rest[: len(new_rest) - same]
    for text in difflib.unified_diff(rest, new_rest, old, _named("b", path), n=_CONTEXT):
        line = _shifted(text, start) if text.startswith("@@") else text
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines are the same at the start of both."""
    return next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


def _shifted(header: str, lines: int) -> str:
    """Count the lines of a hunk from further up."""
    return re.sub(r"([-+])(\d+)", lambda found: f"{found[1]}{int(found[2]) + lines}", header) if lines else header


def _split(text: str) -> list[str]:
    """Split text into lines with their ends; only a line feed ends one, as in git."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [line for line in text.split("\n")[-1:] if line]


def _named(side: str, path: str) -> str:
    """Format the name of a file in a diff as git does."""
    name = f"{side}/{path}"
    if _ESCAPED.intersection(name):
        return json.dumps(name, ensure_ascii=False)
    return f"{name}\t" if " " in name else name
