"""Registers a module in the table of `docs/modules.md`."""

from __future__ import annotations

import re
from typing import Final, Optional

from pantstack.scaffold.registers.entry import Entry
from pantstack.scaffold.registers.lines import delete, insert
from pantstack.scaffold.render import markdown

PATHS: Final = ("docs/modules.md",)
_NEW: Final = "# Modules\n\n| module | what it is for | owner | port |\n|---|---|---|---|\n"
_HEADER: Final = re.compile(r"\|\s*module\s*\|", re.IGNORECASE)
_NAME: Final = re.compile(r"\|\s*\[?([^\]|]+)")


def add(text: Optional[str], entry: Entry) -> Optional[str]:
    """Add a row where its name belongs; a page without such a table stays as it is."""
    text = text or _NEW
    rows = _rows(text)
    if rows is None or _find(text, entry) is not None:
        return text
    lines = text.splitlines()
    later = (at for at in rows if _name(lines[at]) > entry.name)
    return insert(text, next(later, rows.stop), [_row(entry)])


def remove(text: str, entry: Entry) -> Optional[str]:
    """Remove a module's row; None if the page has no others and nothing of its own."""
    at = _find(text, entry)
    if at is None:
        return text
    rest = delete(text, at, at + 1)
    return None if rest == _NEW else rest


def rename(text: str, old: Entry, new: Entry) -> str:
    """Write a module's new name and path in its row, which keeps its place."""
    at = _find(text, old)
    if at is None:
        return text
    lines = text.splitlines(keepends=True)
    lines[at] = lines[at].replace(f"[{markdown(old.name)}](", f"[{markdown(new.name)}](", 1)
    lines[at] = lines[at].replace(_link(old), _link(new), 1)
    return "".join(lines)


def _row(entry: Entry) -> str:
    name = f"[{markdown(entry.name)}]({_link(entry)})"
    return f"| {name} | {markdown(entry.description)} | {markdown(entry.owner)} | {entry.port or ''} |"


def _link(entry: Entry) -> str:
    return f"../{entry.path}"


def _name(row: str) -> str:
    found = _NAME.match(row)
    return found[1].strip().replace("\\", "") if found else ""


def _find(text: str, entry: Entry) -> Optional[int]:
    written = re.compile(rf"\|.*\]\({re.escape(_link(entry))}(/|/README\.md)?\)")
    return next((at for at, line in enumerate(text.splitlines()) if written.match(line)), None)


def _rows(text: str) -> Optional[range]:
    """Find the rows of the table of modules; None without one."""
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if _HEADER.match(line)), None)
    if start is None or not lines[start + 1 : start + 2] or not lines[start + 1].startswith("|"):
        return None
    end = start + 2
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    return range(start + 2, end)
