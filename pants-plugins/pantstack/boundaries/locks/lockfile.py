"""Reads lockfiles of Pants: JSON of PEX, with a comment of Pants above it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Optional

# Pants writes it with `//`, in older lockfiles with `#`.
_METADATA: Final = re.compile(
    r"^(?://|#) --- BEGIN PANTS LOCKFILE METADATA[^\n]*\n(.*?)^(?://|#) --- END PANTS LOCKFILE METADATA",
    re.MULTILINE | re.DOTALL,
)
_REQUIREMENT: Final = re.compile(
    r"(?P<name>[\w.-]+)\s*(?:\[(?P<extras>[^]]*)\])?\s*\(?(?P<specifiers>[^;@)]*)\)?\s*(?P<url>@[^;]*)?(?P<marker>;.*)?"
)
_COMMENT: Final = re.compile(r"^(?://|#) ?", re.MULTILINE)


@dataclass(frozen=True)
class Lockfile:
    """What a lockfile holds.

    Attributes:
        generated_with: the requirements that it was made from; None if it does not say.
        versions: of each project, by its canonical name; more than one where platforms differ.
    """

    generated_with: Optional[frozenset[str]] = None
    versions: Mapping[str, frozenset[str]] = field(default_factory=dict)


def is_one(text: str) -> bool:
    """Tell whether a text was written by a tool that locks, and not by hand."""
    return _METADATA.search(text) is not None or text.lstrip().startswith("{") or "--hash=" in text


def parse(text: str) -> Lockfile:
    """Read a lockfile; of one in another form, nothing is known."""
    found = _METADATA.search(text)
    header = _json(_COMMENT.sub("", found[1])) if found else None
    raw = header.get("generated_with_requirements") if isinstance(header, dict) else None
    known = isinstance(raw, list) and all(isinstance(each, str) for each in raw)
    body = _json(text[found.end() :].partition("\n")[2]) if found else _json(text)
    return Lockfile(frozenset(raw) if known and raw is not None else None, _versions(body))


@lru_cache(maxsize=4096)
def canonical(requirement: str) -> str:
    """Write a requirement as every other spelling of it is written; versions of Pants differ in theirs."""
    found = _REQUIREMENT.fullmatch(requirement.strip())
    if found is None:
        return requirement.strip()
    extras, specifiers = _sorted(found["extras"]), _sorted(found["specifiers"])
    marker = " ".join((found["marker"] or "").replace("'", '"').split())
    place = "".join((found["url"] or "").split())
    return f"{project(found['name'])}[{extras}]{specifiers}{place}{marker.replace('; ', ';')}"


def project(name: str) -> str:
    """Write the name of a project as every other spelling of it is written."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _sorted(items: Optional[str]) -> str:
    return ",".join(sorted("".join(item.split()) for item in (items or "").split(",")))


def _json(text: str) -> Any:  # noqa: ANN401  whatever the file holds
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _versions(body: Any) -> dict[str, frozenset[str]]:  # noqa: ANN401  as above
    versions: dict[str, set[str]] = {}
    resolves = body.get("locked_resolves") if isinstance(body, dict) else None
    for resolve in resolves if isinstance(resolves, list) else ():
        requirements = resolve.get("locked_requirements") if isinstance(resolve, dict) else None
        for each in requirements if isinstance(requirements, list) else ():
            name, version = (each.get("project_name"), each.get("version")) if isinstance(each, dict) else (None, None)
            if isinstance(name, str) and isinstance(version, str):
                versions.setdefault(project(name), set()).add(version)
    return {name: frozenset(group) for name, group in versions.items()}
