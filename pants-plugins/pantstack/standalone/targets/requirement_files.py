"""Reads requirements of pip, and those of `[project]` in pyproject.toml, as Pants writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, Optional

import tomlkit
from tomlkit.exceptions import TOMLKitError

_REQUIREMENT: Final = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:\[(?P<extras>[^]]*)\])?\s*(?:@\s*(?P<url>[^;\s]+)|\(?(?P<specifiers>[^;@()]*)\)?)"
    r"\s*(?:;(?P<marker>.*))?"
)
_SPECIFIER: Final = re.compile(r"\s*(===|==|~=|!=|<=|>=|<|>)\s*(\S+)\s*")
PYPROJECT: Final = "pyproject.toml"


def requirement(text: str) -> str:
    """Write a requirement as Pants does."""
    found = _REQUIREMENT.fullmatch(text.strip())
    if found is None:
        return text.strip()
    extras = ",".join(sorted(filter(None, ("".join(each.split()) for each in (found["extras"] or "").split(",")))))
    specifiers = ",".join(sorted(_SPECIFIER.sub(r"\1\2", each) for each in (found["specifiers"] or "").split(",")))
    marker = " ".join((found["marker"] or "").replace("'", '"').split())
    place = f"@ {found['url']}" if found["url"] else specifiers
    # A URL would take the semicolon for a part of it.
    end = f" ; {marker}" if marker and found["url"] else f"; {marker}" if marker else ""
    return f"{found['name']}{f'[{extras}]' if extras else ''}{place}{end}"


def of_pip(text: str) -> Iterator[str]:
    """Yield the requirements of a file for pip: its options and comments are left out."""
    for line in text.splitlines():
        plain = line.partition("--")[0].partition(" #")[0].strip().rstrip("\\").strip()
        if plain and not plain.startswith(("#", "-")):
            yield requirement(plain)


def of_pyproject(text: str) -> Optional[tuple[str, ...]]:
    """Return the requirements of a project, those of its extras included; None where they are not written there."""
    try:
        document: dict[str, Any] = tomlkit.parse(text).unwrap()
    except (TOMLKitError, RecursionError):
        return None
    project = document.get("project", {})
    extras = project.get("optional-dependencies", {})
    found = [*project.get("dependencies", []), *(each for group in extras.values() for each in group)]
    return tuple(requirement(str(each)) for each in found)
