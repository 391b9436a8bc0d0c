"""Compares what was rendered with what exists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Union

from pantstack.scaffold import resolves_toml
from pantstack.scaffold.model import Refusal, RenderedFile, WritePlan

FIRST_PORT = 8001
_PORT = re.compile(r"http://127\.0\.0\.1:(\d{4,5})\b")


def plan(
    name: str, rendered: Sequence[RenderedFile], existing: Iterable[str], pants_toml: str
) -> Union[WritePlan, Refusal]:
    """Decide what to write.

    Args:
        name: of the module.
        rendered: the template's files.
        existing: what is there of the rendered paths, and all paths in directories below `modules`.
        pants_toml: its text.

    Returns:
        A plan that overwrites nothing, or a refusal that names everything in the way.
    """
    there = {path.lower(): path for path in existing}
    folder = f"modules/{name}"
    blocked = {there[file.path.lower()] for file in rendered if file.path.lower() in there}
    blocked |= {path for lower, path in there.items() if lower == folder or lower.startswith(f"{folder}/")}
    try:
        blocked |= {f"[python.resolves].{resolve} in pants.toml" for resolve in resolves_toml.taken(pants_toml, name)}
    except resolves_toml.SettingsError as error:
        return Refusal(f"{error}; nothing was written.", "Mend pants.toml first.")
    if blocked:
        return Refusal(
            f"`{name}` would overwrite what is there already; nothing was written.",
            "Choose another name, or move these out of the way:",
            tuple(sorted(blocked)),
        )
    edited = RenderedFile("pants.toml", resolves_toml.with_resolves(pants_toml, name))
    return WritePlan(tuple(sorted(rendered)), (edited,))


def next_port(facades: Iterable[str]) -> int:
    """The first port from 8001 on that no facade's client has as its default.

    Args:
        facades: the texts of modules' public sources.
    """
    used = {int(port) for text in facades for port in _PORT.findall(text)}
    return next(port for port in range(FIRST_PORT, 65536) if port not in used)


def tree(paths: Sequence[str]) -> tuple[str, ...]:
    """Paths as an indented tree, a folder a line."""
    lines = []
    shown: tuple[str, ...] = ()
    for path in sorted(paths):
        *folders, name = path.split("/")
        common = 0
        while common < min(len(folders), len(shown)) and folders[common] == shown[common]:
            common += 1
        lines += [f"{'  ' * depth}{folders[depth]}/" for depth in range(common, len(folders))]
        lines.append(f"{'  ' * len(folders)}{name}")
        shown = tuple(folders)
    return tuple(lines)
