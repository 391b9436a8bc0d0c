"""What lies below `.pantstack`, looked at without following a link."""

from __future__ import annotations

import contextlib
import re
import stat
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pantstack.deploy.runner import places, records, uses
from pantstack.deploy.runner.prune_decision import Found, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack
    from pathlib import Path

    from pantstack.deploy.runner.plan import Plan, Prune

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_IN_STATE: Final = re.compile(rb"[0-9a-f]{64}")
_ENVIRONMENT: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_MODULE: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


def look(plan: Plan, prune: Prune, stack: ExitStack) -> Found:
    """Look, and hold the locks of all that nobody is at work on.

    Args:
        plan: the plan.
        prune: what is asked.
        stack: holds the locks.
    """
    problem = stack.enter_context(uses.alone(places.use(plan)))
    found = tuple(place for there, meant in _environments(plan, prune) for place in _places(there, stack, meant=meant))
    in_states: frozenset[str] = frozenset()
    try:
        in_states = frozenset(_in_states(plan))
    except OSError as error:
        problem = problem or f"{error.filename} cannot be read ({error.strerror})"
    homes = [plan.home / name for name in ("artefacts", "plans", "runner")]
    artefacts, plans, runners = (_by_hash(home) for home in homes)
    links = [each for home in homes for each in (home, *_entries(home)) if each.is_symlink()]
    shown = tuple(f"{_short(each, plan)}: is a link" for each in links)
    return Found(found, artefacts, plans, runners, in_states, problem, shown)


def _environments(plan: Plan, prune: Prune) -> Iterator[tuple[Plan, bool]]:
    """All environments that have records, and whether those may go; one that is not declared any more keeps its own."""
    seen = set()
    for environment in plan.environments:
        there = plan.at(environment)
        seen.add(places.records(there))
        yield there, environment.name in prune.environments
    for folder in _entries(plan.home / "records"):
        if folder not in seen:
            local = {"name": folder.name, "platform": "local", "backend_url": None}
            yield plan.at(plan.environment.model_copy(update=local)), False


def _places(plan: Plan, stack: ExitStack, *, meant: bool) -> Iterator[Place]:
    home = places.records(plan)
    environment = plan.environment.name
    if not _ENVIRONMENT.fullmatch(environment) or any(each.is_symlink() for each in (home, home.parent)):
        yield Place(
            _printable(environment), "any module", home, problem=f"{_short(home, plan)} is not what it should be"
        )
        return
    known = {module.name for module in plan.modules}
    for folder in _entries(home):
        if not _is_folder(folder) or not _MODULE.fullmatch(folder.name):
            fact = f"{_short(folder, plan)} is no folder of a module"
            yield Place(environment, _printable(folder.name), folder, problem=fact)
            continue
        place = Place(environment, folder.name, folder, is_meant=meant, is_known=folder.name in known)
        problem = stack.enter_context(uses.alone(places.lock(plan, place)))
        read = _read(place, plan)
        yield replace(read, problem=problem or read.problem)


def _read(place: Place, plan: Plan) -> Place:
    found = records.of(plan, place.name)
    named = {f"{each.name}.json" for each in found.records}
    told = {(each.module, each.environment) for each in found.records}
    problem = found.problems[0].removesuffix(" It is left out.") if found.problems else ""
    if not problem and (named - _names(place.folder) or told - {(place.name, place.environment)}):
        problem = f"{_short(place.folder, plan)} has records of something else"
    logs = (places.log(plan, place), places.service_log(plan, place.name))
    belongings = tuple(each for each in (places.work(plan, place), *logs) if _is_ours(each, plan))
    return replace(place, records=found.records, problem=problem, belongings=belongings)


def _in_states(plan: Plan) -> Iterator[str]:
    """All that looks like a hash in the states on this machine."""
    folders = {places.state(plan.at(each)) for each in plan.environments if _is_local(each.backend_url)}
    for folder in sorted(folders | set(_folders(plan.home / "state"))):
        for path in folder.glob(".pulumi/stacks/*/*.json"):
            for each in _IN_STATE.findall(path.read_bytes()):
                yield each.decode()


def _is_local(backend_url: str | None) -> bool:
    return backend_url is None or backend_url.startswith("file://")


def _by_hash(folder: Path) -> dict[str, Path]:
    """What lies in a folder under the name of a hash, links left out."""
    if not _is_folder(folder):
        return {}
    return {each.stem: each for each in _entries(folder) if _HASH.fullmatch(each.stem) and not each.is_symlink()}


def _folders(folder: Path) -> list[Path]:
    return [each for each in _entries(folder) if _is_folder(each)]


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _names(folder: Path) -> set[str]:
    return {each.name for each in _entries(folder) if not each.is_symlink()}


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, and no link to one."""
    with contextlib.suppress(OSError):
        return stat.S_ISDIR(path.lstat().st_mode)
    return False


def _is_ours(path: Path, plan: Plan) -> bool:
    """Whether it is there, and no link leads to it from the folder of this repository on."""
    above = path.parents[: len(path.relative_to(plan.home).parts) - 1]
    return (path.exists() or path.is_symlink()) and all(map(_is_folder, above))


def _short(path: Path, plan: Plan) -> str:
    return _printable(str(path.relative_to(plan.root)) if path.is_relative_to(plan.root) else str(path))


def _printable(text: str) -> str:
    """A text that a terminal takes for nothing but text."""
    return text if text.isprintable() else ascii(text)
