"""What `pants modules --lock-facades` writes: the locks of facades, as far as that breaks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pantstack.base.errors import UserError
from pantstack.boundaries.facades import lockfile
from pantstack.boundaries.facades.compare import Change
from pantstack.boundaries.facades.consumers import consumers, format_consumers
from pantstack.boundaries.facades.describe import describe
from pantstack.boundaries.facades.locked import LockedFacade
from pantstack.boundaries.pants_rules.goal_result import GoalResult
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.definitions.model import FileDefinitions
from pantstack.declarations import requested
from pantstack.declarations.model import Module
from pantstack.declarations.requested import Requested
from pantstack.text.counting import count


def choose(project: Project, selected: Sequence[Requested]) -> tuple[Module, ...]:
    """Return the modules whose facades are locked: those that are selected and have one, else those that have a lock.

    Raises:
        UserError: where there is none.
    """
    modules = project.catalog.modules
    if not selected:
        chosen = tuple(module for module in modules if lockfile.lock_path(module) in project.facade_locks)
        if not chosen:
            help = "Name the modules whose facades get one: pants modules --lock-facades modules/orders"
            raise UserError("No facade has a lock yet.", help)
        return chosen
    paths = requested.chosen(selected, [module.path for module in modules])
    chosen = tuple(module for module in modules if module.path in paths and module.facade is not None)
    if not chosen:
        raise UserError(f"`{paths[0]}` has no facade to lock.", "Select a module that has one.")
    return chosen


def lock(
    project: Project,
    modules: Sequence[Module],
    definitions: Mapping[str, FileDefinitions],
    *,
    accept_breaking: bool,
) -> GoalResult:
    """Write the locks of the facades of modules; nothing at all where that would break somebody and is not accepted."""
    texts: list[str] = []
    refused: list[str] = []
    files: dict[str, str] = {}
    for module in modules:
        path = str(lockfile.lock_path(module))
        old = project.facade_locks.get(path)
        read = lockfile.Lock() if old is None else lockfile.parse(old)
        if read.problem is not None:
            raise UserError(f"{path}: {read.problem}.", "Take it from git again, or delete it to lock the facade anew.")
        facade = LockedFacade(module, path, read, describe(project, module, definitions))
        new = lockfile.dump({name: promise.text for name, promise in facade.promises.items()})
        changes = () if old is None else facade.changes
        breaking = [change for change in changes if change.breaks is not None]
        texts.append(f"{path}: {count(len(facade.promises), 'name')}, {len(read.names)} before.\n")
        texts += (f"  {_line(change)}\n" for change in changes)
        refused += _refusals(project, facade, breaking) if not accept_breaking else ()
        if new != old:
            files[path] = new
    if refused:
        help = "  Keep the old form, with @deprecated(until=...); or accept it: --accept-breaking\n"
        return GoalResult("", {}, "".join(f"modules: {line}\n" for line in refused) + "Nothing was written.\n" + help)
    return GoalResult("".join(texts), files)


def _line(change: Change) -> str:
    mark = "-" if change.text is None else "!" if change.breaks is not None else "+"
    return f"{mark} {change.name}" + (f": {change.text}" if change.text is not None else "")


def _refusals(project: Project, facade: LockedFacade, breaking: Sequence[Change]) -> Iterator[str]:
    for change in breaking:
        users = format_consumers(consumers(project, facade.module, change.name))
        yield f"`{change.name}` in the facade of `{facade.module.path}` {change.breaks}. {users}"
