"""Edits a text by whole lines; everything else stays as it is, line ends included."""

from __future__ import annotations

from collections.abc import Sequence


def newline_of(text: str) -> str:
    """Return how the lines of a text end."""
    return "\r\n" if "\r\n" in text else "\n"


def insert(text: str, at: int, added: Sequence[str]) -> str:
    """Insert lines before the line of an index; a last line without an end stays one."""
    newline = newline_of(text)
    lines = text.splitlines(keepends=True)
    new = [f"{line}{newline}" for line in added]
    if at == len(lines) and lines and not lines[-1].endswith("\n"):
        lines[-1] += newline
        new[-1] = new[-1][: -len(newline)]
    return "".join([*lines[:at], *new, *lines[at:]])


def delete(text: str, start: int, end: int) -> str:
    """Delete the lines of a range of indexes; where these are the last ones, the new last line ends as they did."""
    lines = text.splitlines(keepends=True)
    kept = [*lines[:start], *lines[end:]]
    if end >= len(lines) and kept and not text.endswith("\n"):
        kept[-1] = kept[-1].rstrip("\r\n")
    return "".join(kept)
