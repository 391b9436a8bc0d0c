"""What a facade promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pantstack.base.locations import Position

LOCK_NAME = "facade.lock"


@dataclass(frozen=True)
class Promise:
    """One name of a facade, or a member of a class that it offers.

    Attributes:
        text: what its users depend on, in one line.
        path: of the file that defines it.
    """

    text: str
    path: str
    position: Position


# By name, such as "Order" or "Order.total"; in a file of its own beside the facade's package, "errors:NotFoundError".
Promises = Mapping[str, Promise]


def top_name(name: str) -> str:
    """Return the name that a member belongs to, as its users import it."""
    return name.rpartition(":")[2].partition(".")[0]
