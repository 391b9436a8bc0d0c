"""Compares what was rendered with what exists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pantstack.base.errors import ActionFailed, UserError
from pantstack.scaffold import resolves_toml
from pantstack.scaffold.model import Answers, EditedFile, RenderedFile, WritePlan
from pantstack.text.counting import count

_MOST_LISTED = 3
SETTINGS = "pants.toml"
_PORT = re.compile(r"http://127\.0\.0\.1:(\d{4,5})\b")


def plan(  # noqa: PLR0913, PLR0917  each is gathered by itself
    given: Answers,
    kinds: Sequence[str],
    rendered: Sequence[RenderedFile],
    existing: Iterable[str],
    pants_toml: str,
    edited: Sequence[EditedFile] = (),
) -> WritePlan:
    """Decide what to write, so that nothing is overwritten.

    Args:
        existing: what is there of the rendered paths, and all paths in folders beside the module's.
        edited: what has to know the module besides pants.toml.

    Raises:
        UserError: if pants.toml cannot be edited.
        ActionFailed: if something is in the way; it names everything that is.
    """
    by_lower = {path.lower(): path for path in existing}
    name, folder = given.name, given.module
    blocked = {by_lower[file.path.lower()] for file in rendered if file.path.lower() in by_lower}
    blocked |= {path for lower, path in by_lower.items() if lower == folder or lower.startswith(f"{folder}/")}
    taken = resolves_toml.taken(pants_toml, name, kinds)
    blocked |= {f"[python.resolves].{resolve} in pants.toml" for resolve in taken}
    if blocked:
        raise ActionFailed(
            f"`{name}` would overwrite what exists already; nothing was written.",
            f"Choose another name, or move these away: {', '.join(_folded(blocked, folder))}.",
        )
    resolves = resolves_toml.with_resolves(pants_toml, name, kinds)
    settings = (EditedFile(SETTINGS, resolves, pants_toml, "its resolves"),) if kinds else ()
    return WritePlan(tuple(sorted(rendered)), (*settings, *edited))


def _folded(paths: Iterable[str], folder: str) -> list[str]:
    """Sort what is in the way; a folder with many files stands for them, so that the reason above stays in sight."""
    below = [path for path in paths if path.lower().startswith(f"{folder}/")]
    if len(below) <= _MOST_LISTED:
        return sorted(paths)
    return sorted({*paths} - {*below} | {f"{folder}/ ({count(len(below), 'file')})"})


def is_whole(
    given: Answers, kinds: Sequence[str], rendered: Sequence[RenderedFile], existing: Iterable[str], pants_toml: str
) -> bool:
    """Return whether a module of rendered files has no others, and all of its resolves.

    Raises:
        UserError: if pants.toml cannot be read.
    """
    others = {path for path in existing if path.startswith(f"{given.module}/")} - {file.path for file in rendered}
    return not others and len(resolves_toml.taken(pants_toml, given.name, kinds)) == len(kinds)


def next_port(first: int, texts: Iterable[str]) -> int:
    """Choose the first port that is in no address of this machine in the texts of other modules' files."""
    used = {port for text in texts for port in ports(text)}
    return next(port for port in range(first, 65536) if port not in used)


def port_errors(port: int, texts: Mapping[str, str]) -> list[UserError]:
    """Find other modules that have a port.

    Args:
        texts: those of their files, by path.
    """
    taken = next((path for path, text in sorted(texts.items()) if port in ports(text)), None)
    if taken is None:
        return []
    free = next_port(port, texts.values())
    return [UserError(f"The port {port} is taken by {taken}.", f"Choose another, such as --port={free}")]


def ports(text: str) -> set[int]:
    """Find the ports in addresses of this machine."""
    return {int(port) for port in _PORT.findall(text)}


def tree(paths: Sequence[str]) -> tuple[str, ...]:
    """Indent paths as a tree, one folder per line."""
    lines = []
    previous: tuple[str, ...] = ()
    for path in sorted(paths):
        *folders, name = path.split("/")
        common = 0
        while common < min(len(folders), len(previous)) and folders[common] == previous[common]:
            common += 1
        lines += [f"{'  ' * depth}{folders[depth]}/" for depth in range(common, len(folders))]
        lines.append(f"{'  ' * len(folders)}{name}")
        previous = tuple(folders)
    return tuple(lines)
