"""Which modules a change affects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pantstack.buildfiles.globs import below, is_build_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# What every program imports, and what every module's configuration starts from.
INFRASTRUCTURE: Final = "stack/infra"
CONFIGURATION: Final = "stack/config"


@dataclass(frozen=True)
class Change:
    """A change of the repository.

    Attributes:
        files: paths of files that are new, changed or deleted.
        owners: addresses of the targets that own them.
    """

    files: tuple[str, ...]
    deleted: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ModuleInputs:
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


def affected(change: Change, inputs: Mapping[str, ModuleInputs]) -> tuple[str, ...]:
    """Find the modules that a change affects; rather one too many than one too few."""
    return tuple(path for path, module in inputs.items() if _is_affected(change, module))


def _is_affected(change: Change, module: ModuleInputs) -> bool:
    if module.addresses & change.owners:
        return True
    return any(_is_part(path, change.deleted, module) for path in change.files)


def _is_part(path: str, deleted: frozenset[str], module: ModuleInputs) -> bool:
    folder, _, name = path.rpartition("/")
    if not folder and name.startswith("pants.") and name.endswith(".toml"):
        return True
    if is_build_file(path):
        # What a deleted BUILD file declared is not known; defaults of one apply to everything under its folder.
        return path in deleted or any(below(folder, other) for other in (*module.folders, module.program))
    return path in module.files or _is_in(path, (module.program, INFRASTRUCTURE, CONFIGURATION))


def _is_in(path: str, folders: Iterable[str]) -> bool:
    return not path.endswith("_test.py") and any(path.startswith(f"{folder}/") for folder in folders)
