"""Choose the directories that become modules."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Optional

from pantstack.base.errors import UserError
from pantstack.boundaries.adoption import naming
from pantstack.boundaries.adoption.folders import Folders
from pantstack.boundaries.adoption.model import Options
from pantstack.buildfiles.globs import below, parents
from pantstack.text.counting import count

# A directory with at least two thirds of all code is not a module among others: its children are.
_PART, _WHOLE = 2, 3


@dataclass(frozen=True, order=True)
class Candidate:
    """A directory that becomes a module.

    Attributes:
        reason: why, a phrase.
        fixed: whether the directory around it says by its name that this is a module.
    """

    path: str
    reason: str
    fixed: bool = False


@dataclass(frozen=True)
class ModuleChoice:
    """The chosen directories, and the skipped ones.

    Attributes:
        candidates: sorted by path; none lies in another one, or in a declared module, or around one.
        skipped: directories that were looked at and left alone, and why.
    """

    candidates: tuple[Candidate, ...]
    skipped: tuple[tuple[str, str], ...]


def choose_modules(folders: Folders, declared: Collection[str], options: Options) -> ModuleChoice:
    """Choose the directories that become modules beside the declared ones.

    Raises:
        UserError: where the options are wrong.
    """
    skipped: dict[str, str] = {}
    if options.depth is None and not options.under:
        return _sorted(_discover(folders, declared, skipped), skipped)
    if options.depth is not None and options.depth < 1:
        raise UserError(f"The depth must be at least 1, not {options.depth}.", "Write 1 or more.")
    chosen: list[Candidate] = []
    for base in options.under or folders.roots:
        levels = tuple(_levels(folders, base, options.depth or 1, named=bool(options.under)))
        if options.under and not levels:
            raise UserError(
                f"`{base}` has no directory with Python files {count(options.depth or 1, 'level')} below it.",
                "Write directories from the root of the repository, such as src/acme or services/*/src.",
            )
        chosen += levels
    return _sorted(_without_nested(folders, declared, chosen, skipped), skipped)


def _sorted(candidates: Iterable[Candidate], skipped: dict[str, str]) -> ModuleChoice:
    return ModuleChoice(tuple(sorted(candidates)), tuple(sorted(skipped.items())))


def _levels(folders: Folders, base: str, depth: int, *, named: bool) -> Iterator[Candidate]:
    """Yield the directories a number of levels below others."""
    base = "" if base in (".", "/") else base.strip("/")
    pattern = [*base.split("/"), *["*"] * depth] if base else ["*"] * depth
    for folder in folders.all():
        parts = folder.split("/")
        if len(parts) != len(pattern) or not all(fnmatch.fnmatchcase(*pair) for pair in zip(parts, pattern)):
            continue
        # What lies in a source root further down is counted from there.
        if named or (folders.root_of(folder) == base and not folders.holds_root(folder)):
            yield Candidate(folder, f"it was requested, {count(depth, 'level')} below {base or 'the root'}", fixed=True)


def _without_nested(
    folders: Folders, declared: Collection[str], chosen: Iterable[Candidate], skipped: dict[str, str]
) -> list[Candidate]:
    admitted: dict[str, Candidate] = {}
    for candidate in sorted(chosen):
        path = candidate.path
        inside = next((module for module in parents(path) if module in declared or module in admitted), None)
        around = next((module for module in sorted(declared) if below(path, module)), None)
        why = folders.unfit(path, fixed=True)
        if path in declared or path in admitted:
            continue
        if inside is not None:
            skipped[path] = f"it is in the module {inside}"
        elif around is not None:
            skipped[path] = f"the module {around} is in it"
        elif why is not None:
            skipped[path] = why
        else:
            admitted[path] = candidate
    return list(admitted.values())


def _discover(folders: Folders, declared: Collection[str], skipped: dict[str, str]) -> list[Candidate]:
    candidates = list(_split(folders, "", declared, skipped, "it is a package at the root of the repository"))
    while True:
        big = _dominant(folders, candidates, declared)
        if big is None:
            return candidates
        share = "all" if len(candidates) == 1 else "most"
        parts = list(
            _split(folders, big.path, declared, skipped, f"it is a part of {big.path}, which holds {share} of the code")
        )
        if not parts:
            return candidates
        candidates = [candidate for candidate in candidates if candidate != big] + parts


def _dominant(folders: Folders, candidates: list[Candidate], declared: Collection[str]) -> Optional[Candidate]:
    """Return the candidate that holds so much of the code that its parts are the modules."""
    if not candidates:
        return None
    big = max(candidates, key=lambda candidate: (folders.code[candidate.path], candidate.path))
    alone = len(candidates) == 1 and not declared
    everything = sum(folders.code[path] for path in (*(candidate.path for candidate in candidates), *declared))
    own = folders.own_code(big.path)
    parts = [child for child in folders.children(big.path) if folders.unfit(child) is None]
    inside = sum(folders.code[child] for child in parts)
    if not parts or inside < own:
        return None
    heavy = folders.code[big.path] * _WHOLE >= everything * _PART
    return big if alone or (heavy and not big.fixed) else None


def _split(
    folders: Folders, folder: str, declared: Collection[str], skipped: dict[str, str], reason: str
) -> Iterator[Candidate]:
    """Yield the modules in a directory that is not one itself."""
    waiting = [(folder, reason)]
    while waiting:
        outer, reason = waiting.pop()
        fixed = outer.rpartition("/")[2].lower() in naming.MODULES
        for path in folders.children(outer):
            if path in declared:
                continue
            # A directory that holds a source root is a project, whatever its files look like.
            sure = fixed or folders.holds_root(path)
            why = folders.unfit(path, fixed=sure)
            split_reason = _split_reason(folders, path, declared)
            if why is None and not split_reason and not fixed:
                why = folders.unimportable(path)
            if why is not None:
                skipped[path] = why
            elif split_reason:
                waiting.append((path, split_reason))
            else:
                yield Candidate(path, reason, fixed)


def _split_reason(folders: Folders, path: str, declared: Collection[str]) -> str:
    """Return why a directory's children are modules rather than itself; empty if they are not."""
    inner = next((module for module in sorted(declared) if below(path, module)), None)
    if inner is not None:
        return f"it is beside the module {inner}"
    name = path.rpartition("/")[2].lower()
    if not folders.children(path):
        return ""
    if name in naming.SOURCES and not folders.is_package(path):
        return f"it is a package of {path}/"
    projects = sum(folders.holds_root(child) for child in folders.children(path))
    if folders.own_code(path) or not (name in naming.MODULES or projects > 1):
        return ""
    return f"it is one of {path}/"
