"""What became of a run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Optional

from pantstack.base.errors import UserError
from pantstack.scaffold import write_plan
from pantstack.scaffold.model import Answers, Template, WritePlan
from pantstack.text.diffs import unified

# Of the shape: it changes when a reader of the old one would misread the new one.
VERSION: Final = 1
FORMATS: Final = ("text", "json")
_RESTARTS: Final = " (the first command restarts Pants' daemon, since pants.toml has changed)"


@dataclass(frozen=True)
class Result:
    """What became of a run that was not refused.

    Attributes:
        plan: what was written, or would be; None if the module is there already, exactly as it would be created.
    """

    template: Template
    given: Answers
    plan: Optional[WritePlan]
    is_dry: bool = False

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What to run now."""
        if self.plan is None or self.is_dry:
            return ()
        return tuple(command.replace("{module}", self.given.module) for command in self.template.next_steps)


def text(result: Result) -> str:
    """Render a result for people."""
    return "".join(f"{line}\n" for line in _lines(result))


def document(result: Optional[Result], errors: Sequence[UserError] = ()) -> str:
    """Render a result for programs, in ASCII: whatever reads it cannot get the encoding wrong.

    Args:
        result: None if the run was refused.
        errors: why.
    """
    return dumped({**_document(result), "errors": [describe(error) for error in errors]})


def dumped(shape: dict[str, Any]) -> str:
    """Write a document, its version first."""
    return json.dumps({"version": VERSION, **shape}, indent=2, allow_nan=False) + "\n"


def describe(error: UserError) -> dict[str, object]:
    """Return an error as documents have it."""
    place = error.location
    return {"message": error.message, "help": error.help, "path": place.path, "line": place.line or None}


def _lines(result: Result) -> Iterator[str]:
    name, plan, is_dry = result.given.name, result.plan, result.is_dry
    if plan is None:
        yield f"The module {name} is there already, exactly as it would be created."
        return
    yield f"{'Would create' if is_dry else 'Created'} the module {name}:"
    yield from (f"  {line}" for line in write_plan.tree([file.path for file in plan.created]))
    yield from (f"{'Would edit' if is_dry else 'Edited'} {file.path}: {file.reason}." for file in plan.edited)
    if is_dry:
        yield from (line for diff in _diffs(plan) for line in diff.split("\n")[:-1])
    if result.next_steps:
        has_settings = any(file.path == write_plan.SETTINGS for file in plan.edited)
        yield f"Next{_RESTARTS if has_settings else ''}:"
        yield from (f"  {command}" for command in result.next_steps)


def _diffs(plan: WritePlan) -> Iterable[str]:
    return (unified(file.path, file.before, file.text) for file in plan.edited)


def _document(result: Optional[Result]) -> dict[str, object]:
    if result is None:
        return {"result": "refused", "module": None, "created": [], "edited": [], "next": []}
    given, plan = result.given, result.plan or WritePlan((), ())
    outcome = "unchanged" if result.plan is None else "would-create" if result.is_dry else "created"
    return {
        "result": outcome,
        "module": {
            "name": given.name,
            "path": given.module,
            "kind": result.template.name,
            "layer": given.layer or None,
            "port": given.port or None,
            "uses": [use.path for use in given.uses],
            "answers": dict(sorted(given.texts.items())),
        },
        "created": [file.path for file in plan.created],
        "edited": [
            {"path": file.path, "reason": file.reason, "diff": unified(file.path, file.before, file.text)}
            for file in plan.edited
        ],
        "next": list(result.next_steps),
    }
