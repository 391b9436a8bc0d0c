"""What `--prune` may remove: a pure decision on an inventory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pantstack_runner.commands.pruning.files import HASH
from pantstack_runner.console.text import format_count
from pantstack_runner.execution import rollback, workspace_lock
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pantstack_runner.commands.pruning.inventory import Inventory, ModuleRecords, StoreInventory
    from pantstack_runner.records.record import Record
    from pantstack_runner.storage.store import Store

_SHORT: Final = 12
# A deploy from another clone, which no lock here shows, may be about to record what it stored.
_YOUNG_AGE: Final = timedelta(days=1)
UNKNOWN: Final = "nobody knows what the modules need that are left"
_HERE: Final = "artifacts, images, plans, runners"


@dataclass(frozen=True)
class Item:
    """Something to remove.

    Attributes:
        paths: its files and folders on this machine.
        store: where the rest is.
        names: files there.
        folder: a folder there, none if empty.
        is_shared: whether other clones may use it at the same time.
    """

    text: str
    paths: tuple[Path, ...] = ()
    store: Store | None = None
    names: tuple[str, ...] = ()
    folder: str = ""
    size: int = 0
    is_shared: bool = False


@dataclass(frozen=True)
class Decision:
    """What a prune removes.

    Attributes:
        records: what is removed first, so that an interrupted prune leaves no record without its artifact.
        rest: what is removed once all of that is.
        images: the digits of identifiers of images that nothing needs any more.
        left: what stays though it might go, and why.
        is_certain: whether everything could be decided, except what a deploy is using.
    """

    records: tuple[Item, ...]
    rest: tuple[Item, ...]
    images: frozenset[str]
    left: tuple[str, ...]
    is_certain: bool


@dataclass
class _Rest:
    """The decision on everything except records."""

    items: list[Item] = field(default_factory=list)
    images: frozenset[str] = frozenset()
    left: list[str] = field(default_factory=list)


def decide(inventory: Inventory, keep: int, runner: str, now: datetime) -> Decision:
    """Decide what a prune removes.

    Args:
        keep: how many good records of a module in an environment are kept.
    """
    problems = [
        (f"{module.name} in {module.environment}", module.problem) for module in inventory.modules if module.problem
    ]
    problems += [(unreadable.environment, unreadable.problem) for unreadable in inventory.unreadable]
    rest = _Rest()
    why = inventory.problem or (UNKNOWN if problems else "")
    if why:
        rest.left.append(f"{_HERE}: {why}")
    else:
        _decide_work_tree(inventory, keep, runner, rest)
    for contents in inventory.stores:
        if not contents.is_work_tree:
            _decide_shared_store(inventory, contents, keep, now, rest)
    # A prune of one environment needs no credentials for the others.
    requested = {inventory.problem, *(module.problem for module in inventory.modules)}
    requested |= {unreadable.problem for unreadable in inventory.unreadable if unreadable.is_requested}
    modules = ((contents, module) for contents in inventory.stores for module in contents.modules)
    return Decision(
        records=tuple(item for contents, module in modules for item in _module_items(contents, module, keep)),
        rest=tuple(rest.items),
        images=rest.images,
        left=(
            *inventory.links,
            *(f"{what}: {why}" for what, why in problems),
            *_undeclared(inventory),
            *rest.left,
        ),
        is_certain=requested <= {workspace_lock.AT_WORK, ""},
    )


def _undeclared(inventory: Inventory) -> Iterator[str]:
    """Yield what is up in an environment of this clone that is not declared any more, so that all of it stays."""
    for contents in inventory.stores:
        for module in contents.modules if contents.is_work_tree else ():
            last = next((record for record in module.records if record.result == "succeeded"), None)
            if last and not last.took_down and not module.is_declared:
                yield f"{module.name} in {module.environment}: not declared any more, see ./pants deploy --status"


def _decide_work_tree(inventory: Inventory, keep: int, runner: str, rest: _Rest) -> None:
    """Decide on files of this clone that no kept record of any environment names."""
    staying = [record for module in inventory.modules for record in _kept_records(module, keep)]
    needed = _artifacts(staying) | inventory.in_states
    lost: frozenset[str] = frozenset()
    for contents in inventory.stores:
        if contents.is_work_tree:
            lost = frozenset(contents.artifacts) - needed
            rest.items += [_artifact(contents, key) for key in sorted(lost)]
    named = _artifacts(record for module in inventory.modules for record in module.records)
    rest.images = (lost | named) - needed
    rest.items += [
        Item(f"runner {key[:_SHORT]}", (path,)) for key, path in inventory.runners.items() if key not in runner
    ]
    plans = {record.plan.removeprefix("sha256:") for record in staying}
    old = tuple(path for key, path in inventory.plans.items() if key not in plans)
    if old:
        rest.items.append(Item(format_count(len(old), "plan"), old))


def _decide_shared_store(inventory: Inventory, contents: StoreInventory, keep: int, now: datetime, rest: _Rest) -> None:
    """Decide on artifacts in a store that other clones share; only records in that store count."""
    where = contents.store.display_path(paths.ARTIFACTS)
    unsure = not contents.is_complete or any(module.problem for module in contents.modules)
    if inventory.problem or unsure:
        rest.left.append(f"{where}: {inventory.problem or UNKNOWN}")
        return
    staying = (record for module in contents.modules for record in _kept_records(module, keep))
    needed = _artifacts(staying) | inventory.in_states
    lost = [key for key in sorted(contents.artifacts) if key not in needed]
    old = [key for key in lost if not is_young(contents.artifacts[key].modified, now)]
    rest.items += [_artifact(contents, key) for key in old]
    if len(old) < len(lost):
        rest.left.append(f"{where}: {format_count(len(lost) - len(old), 'artifact')} younger than a day")


def is_young(modified: datetime, now: datetime) -> bool:
    """Return whether a deploy from another clone may just have stored an artifact."""
    return now - modified < _YOUNG_AGE


def _artifact(contents: StoreInventory, key: str) -> Item:
    where = "" if contents.is_work_tree else f" at {contents.store.display_path(paths.ARTIFACTS)}"
    return Item(
        f"artifact {key[:_SHORT]}{where}",
        store=contents.store,
        folder=f"{paths.ARTIFACTS}/{key}",
        size=contents.artifacts[key].size,
        is_shared=not contents.is_work_tree,
    )


def _kept_records(module: ModuleRecords, keep: int) -> tuple[Record, ...]:
    """Return the records of a module that stay."""
    if not module.is_selected or module.problem:
        return module.records
    names = kept_names(module.records, keep)
    return tuple(record for record in module.records if record.name in names)


def kept_names(records: tuple[Record, ...], keep: int) -> frozenset[str]:
    """Return the names of records that stay: the newest, and all that status, rollback and promotion depend on.

    Args:
        records: all of a module in an environment, the newest first.
        keep: how many good ones, and how many of any kind.
    """
    good = [record for record in records if record.is_good][:keep]
    standing = rollback.since_destroy(records)
    down = records[len(standing) : len(standing) + 1]
    goals = [record for record in (rollback.find_earlier(records), rollback.find_earlier(standing)) if record]
    runs = [record for record in records if record.result == "succeeded"][:1]
    ended = [record for record in records if record.result != "started"][:1]
    stays = _names([*records[:keep], *good, *down, *goals, *runs, *ended])
    # A rollback counts as the deploy that it restored.
    return stays | {str(record.restores) for record in records[:1]} & _names(records)


def _module_items(contents: StoreInventory, module: ModuleRecords, keep: int) -> Iterator[Item]:
    where = f"of {module.name} in {module.environment}"
    stays = _names(_kept_records(module, keep))
    # The oldest first: what is left of an interrupted prune is a complete history as well.
    old = tuple(f"{record.name}.json" for record in module.records[::-1] if record.name not in stays)
    if old:
        yield Item(
            f"{format_count(len(old), 'record')} {where}",
            store=contents.store,
            names=tuple(f"{module.folder}/{name}" for name in old),
            size=sum(module.sizes.get(name, 0) for name in old),
        )
    last = module.records[0] if module.records else None
    is_down = last is not None and last.took_down
    if is_down and module.is_selected and not module.problem and not module.is_known and module.leftovers:
        yield Item(f"work folder and logs {where}, which was removed", module.leftovers)


def _names(records: Iterable[Record]) -> frozenset[str]:
    return frozenset(record.name for record in records)


def _artifacts(records: Iterable[Record]) -> frozenset[str]:
    """Return the digests' digits of everything that records name."""
    named = [artifact for record in records for artifact in record.artifacts]
    digests = {artifact.digest.removeprefix("sha256:") for artifact in named}
    return frozenset(digests.union(*(HASH.findall(artifact.path) for artifact in named)))
