"""What a module may be renamed to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final, Optional

from pantstack.base.errors import ActionFailed, UserError, UserErrors
from pantstack.boundaries.resolver.project import Project
from pantstack.buildfiles.globs import below, joined, parent
from pantstack.declarations.model import Module
from pantstack.scaffold import answers
from pantstack.text.escaping import excerpt

_FOLDER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOST_LISTED: Final = 3


def find(module: Module, to: str, reserved: Collection[str]) -> str:
    """Return the path that a module gets.

    Args:
        to: a name, for one in the same folder, or a path from the root of the repository.
        reserved: names that mean something else.

    Raises:
        UserErrors: if it is none.
    """
    *folders, name = to.removesuffix("/").split("/")
    suffix = ".py" if module.is_file else ""
    name = name[: -len(suffix)] if suffix and name.endswith(suffix) else name
    # It has its name already, where only the folder is another one.
    errors = [] if name == module.name.removesuffix(suffix) else answers.name_errors(name, reserved)
    if not all(map(_FOLDER.fullmatch, folders)):
        message = f"`{excerpt(to)}` is not a path in this repository that Python can import from."
        errors = [UserError(message, "Write a name, or a path such as libs/purchases.")]
    if errors:
        raise UserErrors(tuple(UserError(each.message, each.help.replace("--name=", "--to=")) for each in errors))
    folder = "/".join(folders) if folders else parent(module.path)
    return joined(folder, name + suffix)


def refuse_taken(project: Project, module: Module, new: str, existing: Iterable[str]) -> None:
    """Refuse a path that something else has, or that makes the module a part of another one.

    Args:
        existing: all paths of files.

    Raises:
        ActionFailed: which names what is in the way.
    """
    if new == module.path:
        raise ActionFailed(f"`{new}` is what the module is called already.", "Name another one with --to.")
    if below(module.path, new) or (below(new, module.path) and not module.is_file):
        raise ActionFailed(f"`{new}` and `{module.path}` lie in each other.", "Move it to a folder beside it.")
    blocked = _blocked(new, existing)
    if blocked:
        listed = blocked if len(blocked) <= _MOST_LISTED else [*blocked[:_MOST_LISTED], f"{len(blocked) - 3} more"]
        help = f"Choose another name, or move these away: {', '.join(listed)}."
        raise ActionFailed(f"`{new}` is there already; nothing was written.", help)
    before, after = (project.owner(parent(path)) for path in (module.path, new))
    if before != after and after is not None:
        message = f"`{new}` would lie inside of the module `{after.path}`."
        raise ActionFailed(message, "Choose a folder that belongs to no module.")
    same = _same_name(project, module, new)
    if same is not None:
        message = f"`{same.path}` has this name already, and its resolves and its stacks are called by it."
        raise ActionFailed(message, "Choose another name.")


def _blocked(new: str, existing: Iterable[str]) -> list[str]:
    """Find what has the path, also in other letters: some file systems take both for one."""
    lower = new.lower()
    below = sorted(path for path in existing if path.lower().startswith(f"{lower}/"))
    return below or sorted(path for path in existing if path.lower() == lower)


def _same_name(project: Project, module: Module, new: str) -> Optional[Module]:
    name = new.rpartition("/")[2]
    others = (other for other in project.catalog.modules if other.name == name and name != module.name)
    return next(others, None)
