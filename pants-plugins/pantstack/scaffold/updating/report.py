"""How an update is shown: as text with diffs, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from pantstack.scaffold.resolves_toml import resolves
from pantstack.scaffold.updating.compare import Compared
from pantstack.scaffold.updating.plan import ModuleUpdate
from pantstack.text.counting import count
from pantstack.text.diffs import unified

FORMATS: Final = ("text", "json")
_VERSION: Final = 1
_OUTCOMES: Final = {
    "edited": "the module changed it",
    "written": "the template changed it",
    "merged": "both changed it, in different lines",
    "deleted": "the template has given it up",
    "kept": "one of both has given it up",
    "locks": "both changed it: generate it again",
}


def differences(updates: Sequence[ModuleUpdate]) -> str:
    """Show what differs, with what an update would make of it."""
    return "".join(line for update in updates if not update.is_clean for line in _module(update))


def summary(updates: Sequence[ModuleUpdate]) -> str:
    """Sum up a comparison in one line."""
    if not updates:
        return "No module here has a template.lock.\n"
    drifted = [update.module for update in updates if not update.is_clean]
    known = sum(update.deviations for update in updates)
    if drifted:
        verb = "differs from what its template makes" if len(drifted) == 1 else "differ from what their templates make"
        return f"{len(drifted)} of {count(len(updates), 'module')} {verb}.\n"
    made = "its template makes it" if len(updates) == 1 else "their templates make them"
    differs = f"{count(known, 'file')} that {'differs' if known == 1 else 'differ'} on purpose"
    return f"{count(len(updates), 'module')} as {made}{f', apart from {differs}' if known else ''}.\n"


def written(updates: Sequence[ModuleUpdate], *, dry_run: bool) -> str:
    """List what was done, or would be, file by file."""
    lines: list[str] = []
    for update in updates:
        if update.is_clean:
            lines.append(f"{update.module}: nothing to update.")
            continue
        lines.append(f"{update.module}: {'would be' if dry_run else 'is'} updated to today's {update.new.kind}.")
        lines += [f"  {each.outcome:<8} {each.path}" for each in update.drifted]
        lines += [f"  written  [python.resolves].{name}" for name in _names(update, update.added_resolves)]
        lines += [f"  deleted  [python.resolves].{name}" for name in _names(update, update.dropped_resolves)]
    return "".join(f"{line}\n" for line in lines)


def next_steps(updates: Sequence[ModuleUpdate]) -> str:
    """Name the commands that come after an update."""
    steps = [
        f"./pants generate-lockfiles --resolve={name}"
        for update in updates
        for name, path in resolves(update.old.answers.name, update.new.resolves)
        if any(each.path == path and each.outcome == "locks" for each in update.compared)
    ]
    if any(each.outcome in {"edited", "merged", "kept"} for update in updates for each in update.drifted):
        steps.append("./pants update-module MODULE --accept (if what the module changed is on purpose)")
    changed = [update.module for update in updates if not update.is_clean]
    if changed:
        steps.append(f"./pants lint check test package {' '.join(f'{module}::' for module in changed)}")
    return "".join(["Next:\n", *(f"  {step}\n" for step in steps)]) if steps else ""


def document(updates: Sequence[ModuleUpdate]) -> str:
    """Write a comparison as JSON."""
    modules = [
        {
            "module": update.module,
            "kind": update.new.kind,
            "clean": update.is_clean,
            "added_resolves": _names(update, update.added_resolves),
            "dropped_resolves": _names(update, update.dropped_resolves),
            "files": [
                {"path": each.path, "outcome": each.outcome, "reason": each.reason, "diff": _diff(each)}
                for each in update.compared
                if each.outcome != "unchanged"
            ],
        }
        for update in updates
    ]
    clean = all(update.is_clean for update in updates)
    return f"{json.dumps({'version': _VERSION, 'clean': clean, 'modules': modules}, indent=2, ensure_ascii=False)}\n"


def _module(update: ModuleUpdate) -> Iterator[str]:
    yield f"{update.module}: differs from what its template {update.new.kind} makes.\n"
    for name in _names(update, update.added_resolves):
        yield f"pants.toml: [python.resolves].{name}: only the template has it.\n"
    for name in _names(update, update.dropped_resolves):
        yield f"pants.toml: [python.resolves].{name}: the template has given it up.\n"
    for each in update.drifted:
        yield f"{each.path}: {each.reason or _OUTCOMES[each.outcome]}.\n{_diff(each)}"


def _names(update: ModuleUpdate, kinds: Sequence[str]) -> list[str]:
    return [name for name, _ in resolves(update.old.answers.name, kinds)]


def _diff(each: Compared) -> str:
    """Show what an update would change; of what only the module changed, that."""
    if each.outcome in {"edited", "deviates"}:
        return unified(each.path, each.fresh, each.current or "")
    after = each.fresh if each.outcome == "conflict" else each.after
    # A lockfile says nothing to people.
    return "" if each.path.endswith(".lock") else unified(each.path, each.current, after or "")
