"""A target of a BUILD file as the checks need it, whoever reads it: Pants, or the command line without Pants."""

from __future__ import annotations

from typing import Literal, NamedTuple, Optional

SourceKind = Literal["", "python", "data"]


class DeclaredTarget(NamedTuple):
    """A target; what is generated stands beside its generator, and only that has the dependencies written there.

    Attributes:
        directory: of its BUILD file.
        name: of the declaration that it is or comes from.
        kind: the name that a BUILD file calls.
        generated: whether it comes from a generator.
        source: the path of its one source file; None for a target of several, or of none.
        source_kind: whether that is a target of Python, or of files or resources.
        resolve: the resolve of its Python, empty where it names none; None where it can have none.
        dependencies: as written.
        entry_points: the Python that it starts, as written.
        requirements: of other projects, as Pants writes them; None for a target that has none.
        requirement_file: the path of the file that its requirements are read from; empty where they are in none.
    """

    directory: str
    name: str
    kind: str
    generated: bool = False
    source: Optional[str] = None
    source_kind: SourceKind = ""
    resolve: Optional[str] = None
    dependencies: tuple[str, ...] = ()
    entry_points: tuple[str, ...] = ()
    requirements: Optional[tuple[str, ...]] = None
    requirement_file: str = ""

    @property
    def declaration(self) -> tuple[str, str]:
        """The directory and name of the declaration that it is or comes from."""
        return self.directory, self.name
