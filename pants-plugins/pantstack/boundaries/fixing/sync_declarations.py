"""Make declarations name what modules really use: `depends_on`, and the consumers of what has resolves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Callable, Optional

from pantstack.base.errors import UserError
from pantstack.base.graphs import shortest_path
from pantstack.boundaries.fixing import sync_consumers
from pantstack.boundaries.resolver.project import Project
from pantstack.buildfiles.edit import items, set_items
from pantstack.buildfiles.parse import BuildFile, NotEditableError
from pantstack.declarations.model import Module
from pantstack.text import diffs

_CALL = "pantstack_module"
_FIELD = "depends_on"


@dataclass(frozen=True)
class Change:
    """A BUILD file to write.

    Attributes:
        added: to depends_on.
        removed: from depends_on.
    """

    path: str
    before: str
    after: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class Sync:
    """What to write, and what not.

    Attributes:
        changes: sorted by path.
        refused: the errors that a person has to fix, sorted by place.
        edges: what each module may use once the changes are written, by its path.
    """

    changes: tuple[Change, ...]
    refused: tuple[UserError, ...]
    edges: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)


def plan_project(project: Project) -> Sync:
    """Plan the changes that make `depends_on` and `consumer_resolves()` name what is really used."""

    def forbidden(user: str, used: str) -> Optional[str]:
        first, second = project.catalog.module(user), project.catalog.module(used)
        if first is not None and used in first.cannot_depend_on:
            return "its cannot_depend_on lists that"
        if first is not None and second is not None and project.points_outward(first, second):
            return f"the layer {first.layer} may not use {second.layer}, which is further out"
        return None

    planned = plan(project.catalog.modules, project.used_modules, project.builds, forbidden)
    changes = {change.path: change for change in planned.changes}
    texts = {**project.builds, **{path: change.after for path, change in changes.items()}}
    edited, refused = sync_consumers.edit_lists(project.consumers(planned.edges).lists(), texts)
    for path, text in edited.items():
        change = changes.get(path, Change(path, texts[path], text, (), ()))
        changes[path] = replace(change, after=text)
    ordered = tuple(change for _, change in sorted(changes.items()))
    return Sync(ordered, tuple(sorted((*planned.refused, *refused))), planned.edges)


def plan(
    modules: Sequence[Module],
    used: Mapping[str, frozenset[str]],
    texts: Mapping[str, str],
    forbidden: Callable[[str, str], Optional[str]] = lambda _user, _used: None,
) -> Sync:
    """Plan the edits that make declarations and imports agree.

    A use that would close a cycle is not declared, nor is one that is forbidden: both stay for a person to fix.

    Args:
        modules: all modules, so that cycles are seen.
        used: the modules that a module really uses, by its path; one that is missing here is not judged.
        forbidden: why a module, the first, may not use another, the second, as a clause; None where it may.
    """
    dependencies, refused = _edges(modules, used, forbidden)
    changes: dict[str, Change] = {}
    for module in sorted(modules, key=lambda module: module.location):
        if dependencies[module.path] == frozenset(module.depends_on):
            continue
        try:
            path = module.location.path
            changes[path] = _change(module, dependencies[module.path], texts, changes.get(path))
        except UserError as error:
            refused.append(error)
    return Sync(tuple(changes.values()), tuple(sorted(refused)), dependencies)


def diff(changes: Iterable[Change]) -> str:
    """Render a unified diff that `git apply` and `patch -p1` accept."""
    return "".join(diffs.unified(change.path, change.before, change.after) for change in changes)


def _edges(
    modules: Sequence[Module],
    used: Mapping[str, frozenset[str]],
    forbidden: Callable[[str, str], Optional[str]],
) -> tuple[dict[str, frozenset[str]], list[UserError]]:
    """Decide what each module should declare, and which uses it may not."""
    utilities = frozenset(module.path for module in modules if module.utility)
    refused: list[UserError] = []
    edges: dict[str, frozenset[str]] = {}
    for module in modules:
        declared = frozenset(module.depends_on)
        if module.may_use_any:
            edges[module.path] = declared
            continue
        needless = utilities - declared
        edges[module.path] = used.get(module.path, declared) - {module.path} - needless
        for path in sorted(edges[module.path] - declared):
            reason = forbidden(module.path, path)
            if reason is not None:
                refused.append(_undeclarable(module, path, reason))
                edges[module.path] -= {path}
    # All new edges are judged together and against all others: the order of the modules decides nothing.
    before = dict(edges)
    for module in modules:
        for path in sorted(before[module.path] - frozenset(module.depends_on)):
            chain = shortest_path(path, module.path, before)
            if chain:
                reason = f"it would close the cycle {' -> '.join((module.path, *chain))}"
                refused.append(_undeclarable(module, path, reason))
                edges[module.path] -= {path}
    return edges, refused


def _undeclarable(module: Module, path: str, reason: str) -> UserError:
    return UserError(
        f"`{module.path}` uses `{path}` but may not declare it: {reason}.",
        f"Remove the imports of `{path}`, or move what they need.",
        module.location,
    )


def _change(
    module: Module, dependencies: frozenset[str], texts: Mapping[str, str], earlier: Optional[Change]
) -> Change:
    """Edit a module's BUILD file.

    Args:
        earlier: the change of another module that the file declares.

    Raises:
        UserError: where a person has to do that.
    """
    declared = frozenset(module.depends_on)
    added, removed = tuple(sorted(dependencies - declared)), tuple(sorted(declared - dependencies))
    path = module.location.path
    text = texts.get(path)
    # A reader may have replaced bytes that are not UTF-8 by this mark: written back, the file would be damaged.
    if text is None or "\ufffd" in text:
        raise UserError("This BUILD file could not be read as UTF-8.", _by_hand(added, removed), module.location)
    try:
        build, name = BuildFile(path, text if earlier is None else earlier.after), module.target_name
        written = frozenset(items(build, build.declaration(_CALL, name), _FIELD))
        after = set_items(build, _CALL, name, _FIELD, added, removed).text
    except NotEditableError as error:
        raise UserError(error.message, f"{error.help} {_by_hand(added, removed)}", error.location) from error
    if written != declared:
        message = f"`{_FIELD}` of `{module.path}` is not what this declaration says, so something else sets it."
        raise UserError(message, _by_hand(added, removed), module.location)
    before = earlier or Change(path, text, after, (), ())
    return replace(before, after=after, added=(*before.added, *added), removed=(*before.removed, *removed))


def _by_hand(added: Iterable[str], removed: Iterable[str]) -> str:
    parts = (("Add", added), ("Delete", removed))
    return " ".join(f"{verb} {', '.join(f'`{path}`' for path in paths)}." for verb, paths in parts if paths)
