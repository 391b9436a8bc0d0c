"""Gates: what has to pass before an environment accepts a deploy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Optional

from pantstack.base.errors import ActionFailed, UserErrors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The goals of Pants that can be gates, and the tools that they run.
GATES: Final = {"lint": "linter", "check": "type checker", "test": "test runner"}
_DEPTH: Final = 2


@dataclass(frozen=True)
class GateResult:
    """The result of one gate in one folder.

    Attributes:
        is_selected: whether it is a module that is to be deployed, not only a part of one.
        elsewhere: folders of its tests that are not below it.
        failed: names of the tools that found something.
        passed: names of those that found nothing.
    """

    gate: str
    folder: str
    is_selected: bool
    elsewhere: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


def reported_folder(folder: str, owner: str) -> str:
    """Choose the folder in which a target is reported that is part of a deploy.

    Args:
        folder: where it is declared.
        owner: the module that owns it, "" for none.
    """
    return owner or "/".join(folder.split("/")[:_DEPTH])


def check(results: Iterable[GateResult], environment: str) -> None:
    """Refuse a deploy unless all gates passed.

    Raises:
        UserErrors: if one failed, or had nothing to check.
    """
    errors = tuple(filter(None, (_error(result, environment) for result in results)))
    if errors:
        raise UserErrors(errors)


def ordered(gates: Sequence[str]) -> tuple[str, ...]:
    """Put gates into the order in which they run, each once."""
    return tuple(gate for gate in GATES if gate in gates)


def _error(result: GateResult, environment: str) -> Optional[ActionFailed]:
    places = " ".join(f"{folder}::" for folder in (result.folder, *result.elsewhere))
    command = f"./pants {result.gate} {places}"
    if result.failed:
        tools = ", ".join(sorted(set(result.failed)))
        return ActionFailed(
            f"{result.folder or 'the root'}: gate `{result.gate}` of {environment} failed ({tools});"
            " nothing was changed.",
            f"Fix what is reported above, and check it with: {command}",
        )
    # A part of a module, such as a lockfile, may well be nothing that a tool checks; a module is.
    if result.passed or not result.is_selected:
        return None
    if result.gate == "test":
        return ActionFailed(
            f"{result.folder}: has no tests, so gate `test` of {environment} cannot pass; nothing was changed.",
            f"Write one, or remove `test` from `gates` of {environment} in BUILD at the root.",
        )
    return ActionFailed(
        f"{result.folder}: no {GATES[result.gate]} checked it, so gate `{result.gate}` of {environment} cannot pass;"
        " nothing was changed.",
        f"See the output of: {command}",
    )
