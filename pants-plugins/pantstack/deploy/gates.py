"""Gates: what has to be green before an environment takes a deploy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pantstack.deploy.errors import RedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The goals of Pants that can be gates, and who judges there.
GATES: Final = {"lint": "linter", "check": "type checker", "test": "test runner"}
_DEPTH: Final = 2


@dataclass(frozen=True)
class Judged:
    """What one gate says of one place.

    Attributes:
        gate: such as "test".
        place: a folder.
        is_selected: whether it is a module that is to be deployed, not only a part of one.
        red: names of the tools that found something.
        green: names of those that found nothing.
    """

    gate: str
    place: str
    is_selected: bool
    red: tuple[str, ...] = ()
    green: tuple[str, ...] = ()


def place(folder: str, owner: str) -> str:
    """The place to which a target counts that is part of a deploy.

    Args:
        folder: where it is declared.
        owner: the module that owns it, "" for none.
    """
    return owner or "/".join(folder.split("/")[:_DEPTH])


def check(judged: Iterable[Judged], environment: str) -> None:
    """Refuse a deploy unless all gates are green.

    Args:
        judged: what was judged.
        environment: its name.

    Raises:
        RedError: if one is red, or had nothing to judge.
    """
    complaints = tuple(filter(None, (_complaint(each, environment) for each in judged)))
    if complaints:
        raise RedError("\n".join(complaints))


def in_order(gates: Sequence[str]) -> tuple[str, ...]:
    """Gates in the order in which they are judged, each once.

    Args:
        gates: as declared.
    """
    return tuple(each for each in GATES if each in gates)


def _complaint(judged: Judged, environment: str) -> str:
    again = f"./pants {judged.gate} {judged.place}::"
    if judged.red:
        who = ", ".join(sorted(set(judged.red)))
        return (
            f"{judged.place or 'the root'}: gate `{judged.gate}` of {environment} is red ({who});"
            " nothing was changed.\n"
            f"Mend what is said above, and look again with: {again}"
        )
    # A part of a module, such as a lockfile, may well be nothing that a tool judges; a module is.
    if judged.green or not judged.is_selected:
        return ""
    if judged.gate == "test":
        return (
            f"{judged.place}: has no tests, so gate `test` of {environment} cannot be green; nothing was changed.\n"
            f"Write one, or take `test` out of `gates` of {environment} in BUILD at the root."
        )
    return (
        f"{judged.place}: no {GATES[judged.gate]} judged it, so gate `{judged.gate}` of {environment} cannot be green;"
        f" nothing was changed.\nSee what this says: {again}"
    )
