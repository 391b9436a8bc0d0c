"""Unified diffs that `git apply` and `patch -p1` accept."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from typing import Optional

_ESCAPED = frozenset('"\\\t\n\r')


def unified(path: str, before: Optional[str], after: str) -> str:
    """Render what changes in a file; before is None for a new one."""
    return "".join(_lines(path, before, after))


def _lines(path: str, before: Optional[str], after: str) -> Iterator[str]:
    old = "/dev/null" if before is None else _named("a", path)
    for line in difflib.unified_diff(_split(before or ""), _split(after), old, _named("b", path)):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _split(text: str) -> list[str]:
    """Split text into lines with their ends; only a line feed ends one, as in git."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [line for line in text.split("\n")[-1:] if line]


def _named(side: str, path: str) -> str:
    """Format the name of a file in a diff as git does."""
    name = f"{side}/{path}"
    if _ESCAPED.intersection(name):
        return json.dumps(name, ensure_ascii=False)
    return f"{name}\t" if " " in name else name
