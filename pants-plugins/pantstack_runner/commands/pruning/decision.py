"""What `--prune` may remove: a pure decision on an inventory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pantstack_runner import paths
from pantstack_runner.commands.pruning.files import HASH
from pantstack_runner.execution import sources, workspace_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pantstack_runner.commands.pruning.inventory import Inventory, ModuleRecords, StoreInventory
    from pantstack_runner.records.record import Record
    from pantstack_runner.storage.store import Store

_SHORT: Final = 12
# A deploy from another clone, of which no lock here tells, may be about to record what it brought.
_YOUNG_AGE: Final = timedelta(days=1)
UNKNOWN: Final = "nobody knows what the modules need that are left"
_HERE: Final = "artifacts, images, plans, runners"


@dataclass(frozen=True)
class Item:
    """Something to remove.

    Attributes:
        text: what it is.
        paths: its files and folders on this machine.
        store: where the rest is.
        names: files there.
        folder: a folder there, none if empty.
        size: of what is there.
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
        records: what goes first, so that an interrupted prune leaves no record without its artifact.
        rest: what goes once all of that went.
        images: the digits of identifiers of images that nothing needs any more.
        left: what stays though it might go, and why.
        is_certain: whether all could be judged, but for what a deploy is at work on.
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


def decide(found: Inventory, keep: int, runner: str, now: datetime) -> Decision:
    """Decide what a prune removes.

    Args:
        found: what is there.
        keep: how many good records of each module and environment are kept.
        runner: the path of the runner at hand.
        now: the time.
    """
    problems = [(f"{each.name} in {each.environment}", each.problem) for each in found.places if each.problem]
    problems += [(each.environment, each.problem) for each in found.troubles]
    rest = _Rest()
    why = found.problem or (UNKNOWN if problems else "")
    if why:
        rest.left.append(f"{_HERE}: {why}")
    else:
        _decide_work_tree(found, keep, runner, rest)
    for shelf in found.shelves:
        if not shelf.is_here:
            _decide_shared_store(found, shelf, keep, now, rest)
    # Whoever asks for one environment needs no credentials for the others.
    asked = {each.problem for each in found.places} | {each.problem for each in found.troubles if each.is_requested}
    modules = ((shelf, place) for shelf in found.shelves for place in shelf.places)
    return Decision(
        records=tuple(item for shelf, place in modules for item in _module_items(shelf, place, keep)),
        rest=tuple(rest.items),
        images=rest.images,
        left=(*found.links, *(f"{what}: {why}" for what, why in problems), *rest.left),
        is_certain=asked | {found.problem} <= {workspace_lock.AT_WORK, ""},
    )


def _decide_work_tree(found: Inventory, keep: int, runner: str, rest: _Rest) -> None:
    """Decide on files of this clone that no kept record of any environment names."""
    staying = [each for place in found.places for each in _kept_records(place, keep)]
    needed = _artifacts(staying) | found.in_states
    lost: frozenset[str] = frozenset()
    for shelf in found.shelves:
        if shelf.is_here:
            lost = frozenset(shelf.artifacts) - needed
            rest.items += [_artifact(shelf, key) for key in sorted(lost)]
    named = _artifacts(each for place in found.places for each in place.records)
    rest.images = (lost | named) - needed
    rest.items += [Item(f"runner {key[:_SHORT]}", (path,)) for key, path in found.runners.items() if key not in runner]
    plans = {each.plan.removeprefix("sha256:") for each in staying}
    old = tuple(path for key, path in found.plans.items() if key not in plans)
    if old:
        rest.items.append(Item(_format_count(len(old), "plan"), old))


def _decide_shared_store(found: Inventory, shelf: StoreInventory, keep: int, now: datetime, rest: _Rest) -> None:
    """Decide on artifacts in a store that other clones share; only records in that store count."""
    where = shelf.store.display_path(paths.ARTIFACTS)
    unsure = not shelf.is_sure or any(each.problem for each in shelf.places)
    if found.problem or unsure:
        rest.left.append(f"{where}: {found.problem or UNKNOWN}")
        return
    needed = _artifacts(each for place in shelf.places for each in _kept_records(place, keep)) | found.in_states
    lost = [key for key in sorted(shelf.artifacts) if key not in needed]
    old = [key for key in lost if not is_young(shelf.artifacts[key].modified, now)]
    rest.items += [_artifact(shelf, key) for key in old]
    if len(old) < len(lost):
        rest.left.append(f"{where}: {_format_count(len(lost) - len(old), 'artifact')} younger than a day")


def is_young(modified: datetime, now: datetime) -> bool:
    """Return whether a deploy from another clone may just have stored an artifact.

    Args:
        modified: when it was brought.
        now: the time.
    """
    return now - modified < _YOUNG_AGE


def _artifact(shelf: StoreInventory, key: str) -> Item:
    where = "" if shelf.is_here else f" at {shelf.store.display_path(paths.ARTIFACTS)}"
    return Item(
        f"artifact {key[:_SHORT]}{where}",
        store=shelf.store,
        folder=f"{paths.ARTIFACTS}/{key}",
        size=shelf.artifacts[key].size,
        is_shared=not shelf.is_here,
    )


def _kept_records(place: ModuleRecords, keep: int) -> tuple[Record, ...]:
    """Return the records of a module that stay."""
    if not place.is_selected or place.problem:
        return place.records
    names = kept_names(place.records, keep)
    return tuple(each for each in place.records if each.name in names)


def kept_names(records: tuple[Record, ...], keep: int) -> frozenset[str]:
    """Return the names of records that stay: the newest, and all that status, rollback and promotion depend on.

    Args:
        records: all of a module in an environment, the newest first.
        keep: how many good ones, and how many of any kind.
    """
    good = [each for each in records if each.is_good][:keep]
    standing = sources.since_down(records)
    down = records[len(standing) : len(standing) + 1]
    goals = [each for each in (sources.before(records), sources.before(standing)) if each]
    runs = [each for each in records if each.result == "succeeded"][:1]
    ended = [each for each in records if each.result != "started"][:1]
    stays = _names([*records[:keep], *good, *down, *goals, *runs, *ended])
    # A rollback stands where that stood which it brought back.
    return stays | {str(each.restores) for each in records[:1]} & _names(records)


def _module_items(shelf: StoreInventory, place: ModuleRecords, keep: int) -> Iterator[Item]:
    where = f"of {place.name} in {place.environment}"
    stays = _names(_kept_records(place, keep))
    # The oldest first: what is left of an interrupted prune is a whole history as well.
    old = tuple(f"{each.name}.json" for each in place.records[::-1] if each.name not in stays)
    if old:
        yield Item(
            f"{_format_count(len(old), 'record')} {where}",
            store=shelf.store,
            names=tuple(f"{place.folder}/{each}" for each in old),
            size=sum(place.sizes.get(each, 0) for each in old),
        )
    last = place.records[0] if place.records else None
    is_down = last is not None and last.action == "destroy" and last.result == "succeeded"
    if is_down and place.is_selected and not place.problem and not place.is_known and place.belongings:
        yield Item(f"work folder and logs {where}, which is gone", place.belongings)


def _names(records: Iterable[Record]) -> frozenset[str]:
    return frozenset(each.name for each in records)


def _artifacts(records: Iterable[Record]) -> frozenset[str]:
    """Return the digests' digits of everything that records name."""
    named = [each for record in records for each in record.artifacts]
    digests = {each.digest.removeprefix("sha256:") for each in named}
    return frozenset(digests.union(*(HASH.findall(each.path) for each in named)))


def _format_count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
