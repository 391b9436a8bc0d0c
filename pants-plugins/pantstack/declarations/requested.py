"""What the command line selects, checked before Pants resolves it: its own errors are tracebacks.

Pants knows targets by their paths; here a module has a name as well, the last part of its path.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Optional

from pantstack.base.errors import UserError
from pantstack.declarations.model import name_of
from pantstack.text.escaping import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

_MOST_NAMES: Final = 3


@dataclass(frozen=True)
class Requested:
    """One selection of the command line.

    Attributes:
        text: as it is written there.
        folder: the folder that it is about.
        target: the name of the one target that it is about, None for those of the folder.
        recursive: whether it is about all folders below as well.
    """

    text: str
    folder: str
    target: Optional[str] = None
    recursive: bool = False


def check(requested: Iterable[Requested], targets: Mapping[str, Collection[str]], modules: Sequence[str]) -> None:
    """Refuse a selection that selects nothing, such as a mistyped module or one that was removed.

    Args:
        targets: names of all declared targets, by folder.
        modules: paths of the modules that can be deployed.

    Raises:
        UserError: for the first one.
    """
    for each in requested:
        if not _exists(each, targets):
            raise UserError(f"{excerpt(each.text)}: there is no such module.", nearest(each.folder, modules))


def named(requested: Requested, targets: Mapping[str, Collection[str]], modules: Sequence[str]) -> Optional[str]:
    """Return the path of the module that is selected by its name alone, None where that is no name of a module.

    Args:
        targets: names of all declared targets, by folder.

    Raises:
        UserError: if several modules have the name.
    """
    name = requested.folder
    if requested.recursive or "/" in name or name in targets or requested.target not in {None, name}:
        return None
    matches = [module for module in modules if _without_suffix(name_of(module)) == name]
    if len(matches) > 1:
        raise UserError(f"{name}: {' and '.join(matches)} have this name.", "Write the path of one of them.")
    return matches[0] if matches else None


def _without_suffix(name: str) -> str:
    return name.removesuffix(".py")


def chosen(requested: Sequence[Requested], modules: Sequence[str]) -> tuple[str, ...]:
    """Return the paths of the modules that are selected: themselves, by their names, or all those in a folder.

    Raises:
        UserError: for the first selection that selects none.
    """
    paths: dict[str, None] = {}
    for each in requested:
        folder = each.folder
        below = [module for module in modules if not folder or module.startswith(f"{folder}/")]
        path = folder if folder in modules else named(each, {}, modules)
        plain = each.target in {None, name_of(folder)}
        found = [*([path] if path and plain else ()), *(below if each.recursive or (plain and not path) else ())]
        if not found:
            raise UserError(f"{excerpt(each.text)}: there is no such module.", nearest(folder, modules))
        paths.update(dict.fromkeys(found))
    return tuple(paths)


def gone(requested: Iterable[Requested], targets: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Return the paths of what may have been modules: folders without any target, named as modules are."""
    plain = (each for each in requested if not each.recursive and each.target in {None, name_of(each.folder)})
    return tuple(each.folder for each in plain if each.folder not in targets)


def _exists(requested: Requested, targets: Mapping[str, Collection[str]]) -> bool:
    folder = requested.folder
    if requested.recursive:
        return any(not folder or other == folder or other.startswith(f"{folder}/") for other in targets)
    names = targets.get(folder, ())
    return bool(names) if requested.target is None else requested.target in names


def nearest(path: str, modules: Sequence[str]) -> str:
    """Return what was meant: the module around a path, else those whose paths or names are most like it."""
    around = [module for module in modules if path.startswith(f"{module}/")]
    names = difflib.get_close_matches(name_of(path), sorted({name_of(module) for module in modules}), _MOST_NAMES)
    alike = [module for name in names for module in modules if name_of(module) == name]
    near = around or alike or difflib.get_close_matches(path, modules, _MOST_NAMES)
    if near:
        return f"Did you mean {' or '.join(f'`{module}`' for module in near[:_MOST_NAMES])}?"
    if not modules:
        return "No module of this repository can be selected."
    more = f" and {len(modules) - _MOST_NAMES} more" if len(modules) > _MOST_NAMES else ""
    return f"Select a module, such as {', '.join(modules[:_MOST_NAMES])}{more}."
