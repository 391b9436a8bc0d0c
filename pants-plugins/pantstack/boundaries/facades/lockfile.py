"""The file beside a facade that has what the facade promises: JSON with one line per name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Optional

from pantstack.boundaries.facades.model import LOCK_NAME
from pantstack.buildfiles.globs import joined
from pantstack.declarations.model import Module

VERSION: Final = 1
GLOBS: Final = (f"**/{LOCK_NAME}", f"**/*.{LOCK_NAME}")


@dataclass(frozen=True)
class Lock:
    """A lock that was read.

    Attributes:
        names: what is promised, by name.
        lines: where each name is.
        problem: why it cannot be read, or None.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    problem: Optional[str] = None


def lock_path(module: Module) -> Optional[str]:
    """Return where the lock of a module's facade is, or would be; None for a module without a facade."""
    if module.facade is None:
        return None
    if module.is_file:
        return f"{module.path.rpartition('.')[0]}.{LOCK_NAME}"
    return joined(module.facade.directory, LOCK_NAME)


def dump(names: Mapping[str, str]) -> str:
    """Write a lock: the same names are the same text, byte for byte."""
    document = {"version": VERSION, "names": dict(sorted(names.items()))}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def parse(text: str) -> Lock:
    """Read a lock; whatever is wrong with it is its `problem`."""
    twice: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in found]
        twice.extend(name for name in names if names.count(name) > 1)
        return dict(found)

    try:
        document = json.loads(text, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return Lock(problem="it is not JSON")
    if twice:
        return Lock(problem=f"`{twice[0]}` is in it twice")
    names = document.get("names") if isinstance(document, dict) else None
    if not isinstance(names, dict) or not all(isinstance(value, str) for value in names.values()):
        return Lock(problem="it has no names with their signatures")
    if document.get("version") != VERSION:
        return Lock(problem=f"its version is {json.dumps(document.get('version'))}, and this Pantstack reads {VERSION}")
    return Lock(names, _lines(text, names))


def _lines(text: str, names: Mapping[str, str]) -> Mapping[str, int]:
    heads = {f"{json.dumps(name, ensure_ascii=False)}:": name for name in names}
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        head = line.strip().partition('": ')[0] + '":'
        if head in heads:
            found.setdefault(heads[head], number)
    return found
