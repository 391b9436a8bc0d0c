"""What `--prune` may remove: a decision about what was found, which touches no file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pantstack.deploy.runner import sources, uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pantstack.deploy.runner.records import Record

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_SHORT: Final = 12
UNKNOWN: Final = "nobody knows what the modules need that are left"


@dataclass(frozen=True)
class Place:
    """A module in an environment.

    Attributes:
        environment: the environment's name.
        name: the module's name.
        folder: with its records.
        records: the newest first.
        problem: why nothing of it may go and nobody knows what it needs; nothing where all is well.
        is_meant: whether its records may go.
        is_known: whether the repository still has the module.
        belongings: its work folder and its logs.
    """

    environment: str
    name: str
    folder: Path
    records: tuple[Record, ...] = ()
    problem: str = ""
    is_meant: bool = True
    is_known: bool = True
    belongings: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Found:
    """What lies below `.pantstack`.

    Attributes:
        places: the modules that were deployed, by environment.
        artefacts: folders by the digits of their hash.
        plans: files by the digits of their hash.
        runners: folders by the digits of their hash.
        in_states: hashes that stand in a state of Pulumi: what runs is made of them.
        problem: why nobody can tell what is needed; nothing where all is well.
        links: links among them, which stay.
    """

    places: tuple[Place, ...]
    artefacts: Mapping[str, Path] = field(default_factory=dict)
    plans: Mapping[str, Path] = field(default_factory=dict)
    runners: Mapping[str, Path] = field(default_factory=dict)
    in_states: frozenset[str] = frozenset()
    problem: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """Something to remove.

    Attributes:
        text: what it is.
        paths: its files and folders.
    """

    text: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Decision:
    """What goes.

    Attributes:
        items: in this order, so that an interrupted prune leaves no record without its artefact.
        images: the digits of identifiers of images that nothing needs any more.
        left: what stays though it might go, and why.
        is_certain: whether all could be judged, but for what a deploy is at work on.
    """

    items: tuple[Item, ...]
    images: frozenset[str]
    left: tuple[str, ...]
    is_certain: bool


def decide(found: Found, keep: int, runner: str) -> Decision:
    """Decide what goes.

    Args:
        found: what is there.
        keep: how many good records of each module and environment are kept.
        runner: the path of the runner at hand.
    """
    stays = [_stays(place, keep) for place in found.places]
    items = [each for place, names in zip(found.places, stays, strict=True) for each in _of_module(place, names)]
    problems = {f"{place.name} in {place.environment}": place.problem for place in found.places if place.problem}
    if found.problem:
        problems["artefacts, images, plans, runners"] = found.problem
    elif problems:
        problems["artefacts, images, plans, runners"] = UNKNOWN
    left = (*found.links, *(f"{what}: {why}" for what, why in problems.items()))
    certain = set(problems.values()) <= {uses.AT_WORK, UNKNOWN}
    if problems:
        return Decision(tuple(items), frozenset(), left, certain)
    both = list(zip(found.places, stays, strict=True))
    staying = [each for place, names in both for each in place.records if each.name in names]
    going = [each for place, names in both for each in place.records if each.name not in names]
    needed = {digits for each in staying for digits in _artefacts(each)} | found.in_states
    pictured = {digits for each in going for digits in _artefacts(each)}
    lost = frozenset(key for key in found.artefacts if key not in needed)
    items += _shared(found, lost, {each.plan.removeprefix("sha256:") for each in staying}, runner)
    return Decision(tuple(items), (lost | pictured) - needed, left, certain)


def _stays(place: Place, keep: int) -> frozenset[str]:
    """The names of the records of a module that stay."""
    return kept(place.records, keep) if place.is_meant and not place.problem else _names(place.records)


def kept(records: tuple[Record, ...], keep: int) -> frozenset[str]:
    """The names of the records that stay: the newest ones, and all that status, rollback and promotion stand on.

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


def _shared(found: Found, lost: frozenset[str], plans: set[str], runner: str) -> Iterator[Item]:
    """What no module needs."""
    for key in sorted(lost):
        yield Item(f"artefact {key[:_SHORT]}", (found.artefacts[key],))
    for key, path in found.runners.items():
        if key not in runner:
            yield Item(f"runner {key[:_SHORT]}", (path,))
    old = tuple(path for key, path in found.plans.items() if key not in plans)
    if old:
        yield Item(_counted(len(old), "plan"), old)


def _of_module(place: Place, stays: frozenset[str]) -> Iterator[Item]:
    where = f"of {place.name} in {place.environment}"
    old = tuple(place.folder / f"{each.name}.json" for each in place.records if each.name not in stays)
    if old:
        yield Item(f"{_counted(len(old), 'record')} {where}", old)
    last = place.records[0] if place.records else None
    is_down = last is not None and last.action == "destroy" and last.result == "succeeded"
    if is_down and place.is_meant and not place.is_known and place.belongings:
        yield Item(f"work folder and logs {where}, which is gone", place.belongings)


def _names(records: Iterable[Record]) -> frozenset[str]:
    return frozenset(each.name for each in records)


def _artefacts(record: Record) -> Iterator[str]:
    for each in record.artefacts:
        yield each.digest.removeprefix("sha256:")
        yield from _HASH.findall(each.path)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
