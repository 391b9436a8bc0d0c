"""Registers who owns a module in CODEOWNERS."""

from __future__ import annotations

import re
from typing import Final, Optional

from pantstack.scaffold.registers.entry import Entry
from pantstack.scaffold.registers.lines import delete, insert

# In the order in which GitHub and GitLab look for it; the first is where a new one is made.
PATHS: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
# A user, a team, a role of GitLab, or an address: hosts read nothing else as an owner.
_OWNER: Final = re.compile(r"@{1,2}[\w./-]+|[\w.+-]+@[\w-]+(\.[\w-]+)+")
_TEAM: Final = re.compile(r"[\w.-]+(/[\w.-]+)?")
_SECTION: Final = re.compile(r"\^?\[[^\]]+\]")


def add(text: Optional[str], entry: Entry) -> Optional[str]:
    """Add a line behind the last one, which wins over those before it; whoever is registered already stays.

    Args:
        text: None if there is no such file; then one is made, unless the module has no owner.
    """
    owners = _owners(entry.owner)
    if not owners:
        return text
    line = f"/{entry.path}/ {' '.join(owners)}"
    if not text:
        return f"{line}\n"
    return text if _find(text, entry) is not None else insert(text, _end(text), [line])


def remove(text: str, entry: Entry) -> Optional[str]:
    """Remove a module's line; None if that was all."""
    at = _find(text, entry)
    return text if at is None else delete(text, at, at + 1) or None


def rename(text: str, old: Entry, new: Entry) -> str:
    """Write a module's new path in its line, which keeps its place and owners."""
    at = _find(text, old)
    if at is None:
        return text
    lines = text.splitlines(keepends=True)
    lines[at] = lines[at].replace(old.path, new.path, 1)
    return "".join(lines)


def _owners(owner: str) -> list[str]:
    """Return owners as hosts read them: a single word is a team; nothing where something is in no such form."""
    owners = owner.replace(",", " ").split()
    if len(owners) == 1 and _TEAM.fullmatch(owner.strip()):
        return [f"@{owners[0]}"]
    return owners if all(_OWNER.fullmatch(each) for each in owners) else []


def _find(text: str, entry: Entry) -> Optional[int]:
    """Find the line whose pattern is a module's directory, in whatever way that is written."""
    written = re.compile(rf"\s*/?{re.escape(entry.path)}(/|/\*\*?)?(\s|$)")
    return next((at for at, line in enumerate(text.splitlines()) if written.match(line)), None)


def _end(text: str) -> int:
    """Return where the rules end that stand in no section of GitLab's: before blank lines and comments."""
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines) if _SECTION.match(line)), len(lines))
    while end < len(lines) and end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end
