"""What is read of a definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pantstack.base.locations import Position

# Opaque: only running the code would tell.
DefinitionKind = Literal["class", "function", "attribute", "constant", "opaque"]


@dataclass(frozen=True)
class Definition:
    """A class, function or variable of the top level, or a public member of a class.

    Attributes:
        name: such as "Order" or "Order.total".
        text: what its users depend on, in one line of Python: "def (id: str, *, strict: bool = ...) -> Order".
        bases: of a class, as written.
    """

    name: str
    kind: DefinitionKind
    text: str
    position: Position
    bases: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileDefinitions:
    """The definitions of one file, in order; each name once."""

    path: str
    definitions: tuple[Definition, ...] = ()
