"""Which modules a change reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# What every program imports, and what every module's configuration starts from.
INFRASTRUCTURE: Final = "stack/infra"
CONFIGURATION: Final = "stack/config"


@dataclass(frozen=True)
class Changed:
    """What changed.

    Attributes:
        files: paths of files that are new, changed or gone.
        gone: those that are gone.
        owners: addresses of the targets that own them.
    """

    files: tuple[str, ...]
    gone: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reach:
    """What a module is made of.

    Attributes:
        program: the folder of its infrastructure program.
        addresses: of its deployables and of all that they depend on, generators included.
        folders: those in which these are declared.
        files: lockfiles, and whatever else no target owns.
    """

    program: str
    addresses: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


def affected(changed: Changed, reaches: Mapping[str, Reach]) -> tuple[str, ...]:
    """The modules that a change reaches; rather one too many than one too few.

    Args:
        changed: what changed.
        reaches: by module path, what the module is made of.
    """
    return tuple(path for path, reach in reaches.items() if _reaches(changed, reach))


def _reaches(changed: Changed, reach: Reach) -> bool:
    if reach.addresses & changed.owners:
        return True
    return any(_is_part(path, changed.gone, reach) for path in changed.files)


def _is_part(path: str, gone: frozenset[str], reach: Reach) -> bool:
    folder, _, name = path.rpartition("/")
    if not folder and name.startswith("pants.") and name.endswith(".toml"):
        return True
    if name == "BUILD" or name.startswith("BUILD."):
        # What a BUILD file declared is not known once it is gone; defaults of one hold for all below its folder.
        return path in gone or any(_is_below(each, folder) for each in (*reach.folders, reach.program))
    return path in reach.files or _is_in(path, (reach.program, INFRASTRUCTURE, CONFIGURATION))


def _is_in(path: str, folders: Iterable[str]) -> bool:
    return not path.endswith("_test.py") and any(path.startswith(f"{each}/") for each in folders)


def _is_below(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")
