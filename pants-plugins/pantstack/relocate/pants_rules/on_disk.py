"""The files of the repository as they are on the disk, also those that Pants does not see."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pantstack.base.errors import ActionFailed, UserError, UserErrors
from pantstack.base.session import git
from pantstack.buildfiles.globs import below
from pantstack.declarations.model import Module
from pantstack.pants_port import workspace
from pantstack.relocate import mentions

_CACHE: Final = "__pycache__"
# Larger files that are not the module's own are nobody's text.
_LARGEST: Final = 2_000_000
_MOST_LISTED: Final = 5


@dataclass(frozen=True)
class Files:
    """What is on the disk.

    Attributes:
        contents: by path, as `Tree` has them.
        paths: of all files that git would know.
        programs: those of the module that are executable.
        left: paths in the module's folders that git ignores; caches of Python left out.
    """

    contents: Mapping[str, bytes]
    paths: frozenset[str]
    programs: frozenset[str]
    left: tuple[str, ...]


def known_paths(root: str, seen: Iterable[str]) -> frozenset[str]:
    """List the files that git knows or would; without git, those that Pants sees.

    Args:
        seen: what Pants sees.
    """
    listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed is None:
        return frozenset(seen)
    paths = (os.fsdecode(path) for path in listed.split(b"\0") if path)
    return frozenset(path for path in paths if os.path.lexists(Path(root, path)))


def read(root: str, module: Module, name: str, paths: frozenset[str], always: Iterable[str]) -> Files:
    """Read a module's files, and those that may name it.

    Args:
        name: of the module, without suffix.
        paths: of all files.
        always: those that are read whatever is in them.

    Raises:
        UserErrors: for links that would break, or lead out of the repository.
    """
    own = {path for path in paths if _is_own(module, path)}
    _refuse_links(root, module, own, paths)
    contents = dict(_contents(root, module, name, paths, {*always} & paths))
    programs = frozenset(path for path in own if os.access(Path(root, path), os.X_OK))
    return Files(contents, paths, programs, _ignored(root, module, own))


def _is_own(module: Module, path: str) -> bool:
    return path in module.files or any(below(folder, path) for folder in module.folders)


def _refuse_links(root: str, module: Module, own: Iterable[str], paths: Iterable[str]) -> None:
    """Refuse links out of the repository, in the module, and into it."""
    errors = [
        UserError(f"`{path}` is a link out of the repository.", "Replace it by a folder.")
        for path in workspace.outside(root, [module.path])
    ]
    inside = {*own}
    resolved = Path(root).resolve()
    for path in sorted(paths):
        if not Path(root, path).is_symlink():
            continue
        target = Path(root, path).resolve()
        to = target.relative_to(resolved).as_posix() if resolved in target.parents else ""
        if path in inside:
            errors.append(ActionFailed(f"`{path}` is a link, and only files are moved or removed.", "Remove it first."))
        elif to and _is_own(module, to):
            errors.append(ActionFailed(f"`{path}` is a link into `{module.path}`.", "Remove it first."))
    if errors:
        raise UserErrors(tuple(errors))


def _contents(
    root: str, module: Module, name: str, paths: Iterable[str], always: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    wanted = {*always}
    for path in sorted(paths):
        file = Path(root, path)
        own = path in wanted or _is_own(module, path)
        if not file.is_file() or file.is_symlink() or (not own and file.stat().st_size > _LARGEST):
            continue
        content = file.read_bytes()
        if own or name in path or mentions.might_name(name, content):
            yield path, content


def _ignored(root: str, module: Module, own: Iterable[str]) -> tuple[str, ...]:
    """List what is in a module's folders and not known to git, folders that hold nothing else as one."""
    known = {*own}
    found = []
    for folder in module.folders:
        for at, folders, files in os.walk(Path(root, folder)):
            folders[:] = [each for each in folders if each != _CACHE]
            paths = (Path(at, name).relative_to(root).as_posix() for name in files)
            found += [path for path in paths if path not in known]
    return tuple(sorted(found))


def no_folder(root: str, path: str) -> list[str]:
    """Return a path if something is there that is no folder; in one there may be what git ignores, such as caches."""
    place = Path(root, path)
    return [path] if place.is_symlink() or (place.exists() and not place.is_dir()) else []


def folded(paths: Iterable[str]) -> str:
    """List the first of some paths, and how many more there are."""
    listed = list(paths)
    more = len(listed) - _MOST_LISTED
    return ", ".join([*listed[:_MOST_LISTED], *([f"{more} more"] if more > 0 else [])])


def clear_caches(root: str, folders: Iterable[str]) -> None:
    """Remove what Python cached in folders whose files are gone, and folders in which nothing is left."""
    for folder in folders:
        for at, inside, _ in os.walk(Path(root, folder), topdown=False):
            for cache in (each for each in inside if each == _CACHE):
                shutil.rmtree(Path(at, cache), ignore_errors=True)
            if not any(Path(at).iterdir()):
                Path(at).rmdir()
