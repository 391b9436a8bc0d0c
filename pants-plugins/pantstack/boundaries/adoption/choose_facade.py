"""Chooses what a module makes public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from pantstack.boundaries.adoption import naming
from pantstack.boundaries.adoption.model import ProposedFacade, Reach
from pantstack.buildfiles.globs import PYTHON, below, matches, parent, parents, relative

# For a directory with others below it: what is a test stays out of the door.
_DEEP = ("**/*.py", "!**/test_*.py", "!**/*_test.py", "!**/tests.py", "!**/conftest.py", "!**/tests/**")
_DEEP_STUBS = (_DEEP[0], "**/*.pyi", *_DEEP[1:])
# A whole directory is no door if it is more than this share of the module's code.
_LARGEST_DOOR = 1 / 3
# The share of users that makes one file the door even of a library.
_CLEAR = 0.9


@dataclass(frozen=True)
class _Door:
    """A file, or a directory.

    Attributes:
        path: of the directory; of a file without its suffix.
        files: what it makes public.
        users: the files outside of the module that use it.
        folder: whether it is a directory.
    """

    path: str
    files: tuple[str, ...]
    users: frozenset[str]
    folder: bool = False

    @property
    def name(self) -> str:
        """The last name of its path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class _Inside:
    """What is in a module, and what is used of it."""

    module: str
    code: tuple[str, ...]
    uses: tuple[Reach, ...]
    walls: frozenset[str]

    def doors(self) -> list[_Door]:
        """Every file and directory that outside imports reach and that could be the door."""
        users: dict[str, set[str]] = defaultdict(set)
        there = frozenset(self.code)
        for use in self.uses:
            if use.reached in there and not naming.is_private(relative(self.module, use.reached)):
                users[use.reached].add(use.importer)
        stems: dict[str, list[str]] = defaultdict(list)
        for path in self.code:
            stems[path.rpartition(".")[0]].append(path)
        doors = [_door(stem, files, users) for stem, files in stems.items()]
        above = {each for path in users for each in parents(path) if each != self.module and below(self.module, each)}
        doors += [_door(folder, self.behind(folder), users, folder=True) for folder in sorted(above)]
        return [door for door in doors if door.users]

    def behind(self, folder: str) -> Sequence[str]:
        """What a directory makes public as a door; it ends where another BUILD file owns Python files."""
        flat = any(wall != folder and below(folder, wall) for wall in self.walls)
        return [path for path in self.code if below(folder, path) and (not flat or parent(path) == folder)]

    def library(self) -> Optional[_Door]:
        """The whole module as a door, where its name says that everybody uses all of it."""
        if not naming.LIBRARIES & {each.strip("_").lower() for each in self.module.split("/")[-2:]}:
            return None
        files = tuple(self.behind(self.module))
        users = frozenset(use.importer for use in self.uses if use.reached in files)
        return _Door(self.module, files, users, folder=True) if users else None


def choose(
    module: str, owned: Sequence[str], uses: Iterable[Reach], walls: Iterable[str] = ()
) -> Optional[ProposedFacade]:
    """Choose the door that fits how a module is used.

    Args:
        module: its directory.
        owned: its Python files.
        uses: the imports that reach it from files outside of it, tests left out.
        walls: directories with a BUILD file that owns Python files.

    Returns:
        The facade; None if nothing that could be one is used.
    """
    code = tuple(path for path in owned if not naming.is_test(path))
    inside = _Inside(module, code, tuple(uses), frozenset(walls))
    doors = inside.doors()
    if not doors:
        return None
    users = frozenset(use.importer for use in inside.uses)
    door, reason = _chosen(inside, doors, users)
    directory = door.path if door.folder else parent(door.path)
    sources: tuple[str, ...] = ()
    if not door.folder:
        sources = tuple(relative(directory, path) for path in door.files)
    elif any(parent(path) != directory for path in door.files):
        sources = _DEEP_STUBS if any(path.endswith(".pyi") for path in door.files) else _DEEP
    files = tuple(path for path in door.files if matches(sources or PYTHON, relative(directory, path)))
    return counted(ProposedFacade(directory, sources, files, (), 0, 0, reason), inside.uses)


def counted(facade: ProposedFacade, uses: Iterable[Reach]) -> ProposedFacade:
    """A facade with what is used of it, and by how many.

    Args:
        facade: without that.
        uses: the imports that reach its module from files outside of it, tests left out.
    """
    uses, files = tuple(uses), frozenset(facade.files)
    taken = [use for use in uses if use.reached in files]
    return replace(
        facade,
        names=tuple(sorted({use.name for use in taken if use.name and use.name != "*"})),
        importers=len({use.importer for use in taken}),
        of=len({use.importer for use in uses}),
    )


def _door(path: str, files: Sequence[str], users: dict[str, set[str]], *, folder: bool = False) -> _Door:
    return _Door(path, tuple(files), frozenset(user for each in files for user in users.get(each, ())), folder)


def _chosen(inside: _Inside, doors: Sequence[_Door], users: frozenset[str]) -> tuple[_Door, str]:
    """A door, and why it is the right one."""
    named = [door for door in doors if door.name in naming.DOORS]
    if named:
        return min(named, key=_nearest), "its name says that it is meant to be the door"
    likely = [door for door in doors if door.name in naming.LIKELY_DOORS and len(door.users) * 2 >= len(users)]
    if likely:
        return min(likely, key=_nearest), "its name says that it may be the door, and most that use the module use it"
    best = _most_used(doors, len(inside.code) * _LARGEST_DOOR)
    if best.users == users:
        return best, "all that use the module use it"
    library = inside.library()
    if library is not None and len(best.users) < len(library.users) * _CLEAR:
        return library, "the module is a library by its name, and its users use all of it"
    if len(best.users) * 2 >= len(users):
        return best, "most that use the module use it"
    return best, "its users are spread, and no file or directory has more: choose a better one if you know it"


def _nearest(door: _Door) -> tuple[int, bool, int, str]:
    return door.path.count("/"), not door.folder, -len(door.users), door.path


def _most_used(doors: Sequence[_Door], most: float) -> _Door:
    """The file that most use; a directory where it serves more, and no single file of it serves most of them."""
    users = {path: len(door.users) for door in doors if not door.folder for path in door.files}
    fair = [
        door
        for door in doors
        if not door.folder
        or (len(door.files) <= most and 2 * max(users.get(path, 0) for path in door.files) <= len(door.users))
    ]
    return min(
        fair,
        key=lambda each: (
            -len(each.users),
            len(each.files),
            each.name != "__init__",
            each.path.count("/"),
            each.path,
        ),
    )
