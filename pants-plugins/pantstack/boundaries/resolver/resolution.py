"""The way of an import from the file that it names to what it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from pantstack.base.locations import Position


@dataclass(frozen=True)
class Node:
    """A file or package, or a name in it.

    Attributes:
        base: the path without suffix; of a package its directory.
        name: a name that is bound there and is no module itself; None for the file or package.
    """

    base: str
    name: Optional[str] = None


@dataclass(frozen=True)
class ResolutionStep:
    """One name taken from a file or package.

    Attributes:
        re_exported_by: the file whose own import brings it there; None where it is a submodule or defined there.
        places: of the bindings, with their files; none where it is a submodule or comes by a star.
        indirect: whether it comes by a value, or after another binding: a leak by it is a matter of that file alone.
        part: whether it is an attribute of the result, which is a class.
        certain: whether nothing else can be meant: no other binding, no condition, nothing that rebinds or deletes it.
    """

    source: Node
    name: str
    result: Node
    re_exported_by: Optional[str] = None
    places: tuple[tuple[str, Position], ...] = ()
    indirect: bool = False
    certain: bool = True
    part: bool = False

    @property
    def is_submodule(self) -> bool:
        """Whether it goes on to a submodule: then what it leaves does not matter."""
        return self.re_exported_by is None and self.result.name is None


@dataclass(frozen=True)
class Resolution:
    """The way of an import to what it reaches.

    Attributes:
        start: the file or package that the import names with its path alone.
    """

    start: Node
    steps: tuple[ResolutionStep, ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All that is reached on the way, one after another."""
        return (self.start, *(step.result for step in self.steps))

    @property
    def end(self) -> Node:
        """What is reached at last."""
        return self.steps[-1].result if self.steps else self.start

    @property
    def certain(self) -> bool:
        """Whether the import can lead no other way."""
        return all(step.certain for step in self.steps)
