"""What another tool has declared, in the words of `pantstack_module`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Optional

from pantstack.base.locations import SourceLocation

EVERYTHING: Final = ("**",)


@dataclass(frozen=True)
class ForeignFiles:
    """The repository, as a reader sees it.

    Attributes:
        texts: the files that a reader names in its `READS`, by path.
        python: the paths of all Python files, sorted.
        source_roots: directories that imports start from; `.` for the repository's own.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    python: Sequence[str] = ()
    source_roots: Sequence[str] = (".",)


@dataclass(frozen=True)
class ForeignModule:
    """A module that another tool has declared; all paths are from the root of the repository.

    Attributes:
        path: its directory, or its file where it is one file.
        location: where it is declared.
        depends_on: paths of the modules that it may use; None for any.
        allowed: paths of the modules that it may use as well, though it does not name them: those of a lower layer, or
            of a pattern. Its tool finds none of them unused, so only those that it uses belong into `depends_on`.
        cannot_depend_on: paths of the modules that it never may use.
        consumers: paths of the modules that may use its facade; None for any.
        utility: whether every module may use it without naming it.
        public: globs of its public files, relative to its path; `EVERYTHING` for all of them, none for none.
        tests: directories outside of it that hold its tests.
    """

    path: str
    location: SourceLocation
    is_file: bool = False
    description: str = ""
    layer: Optional[str] = None
    depends_on: Optional[tuple[str, ...]] = None
    allowed: tuple[str, ...] = ()
    cannot_depend_on: tuple[str, ...] = ()
    consumers: Optional[tuple[str, ...]] = None
    utility: bool = False
    public: tuple[str, ...] = EVERYTHING
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Note:
    """What could not be carried over, or not as it was meant.

    Attributes:
        text: what and why, one sentence, with what to do where there is something.
    """

    location: SourceLocation
    text: str

    def __str__(self) -> str:
        return f"{self.location} {self.text}"


@dataclass(frozen=True)
class ForeignDeclarations:
    """What one tool has declared.

    Attributes:
        tool: its name, a value of `--source`.
        path: its file, or the first of them.
        modules: sorted by path, each path once.
        layers: outermost first, as in `[pantstack].layers`.
        source_roots: directories that its imports start from, `.` for the repository's own; empty where it has none.
        type_checking: whether it checks imports under `if TYPE_CHECKING`, as `[pantstack-lint].type_checking`.
        severities: of `[pantstack-lint].severities`, for what the tool does not check, such as `src/a:*` to `off`.
        notes: sorted by place.
    """

    tool: str
    path: str
    modules: tuple[ForeignModule, ...] = ()
    layers: tuple[str, ...] = ()
    source_roots: tuple[str, ...] = ()
    type_checking: bool = True
    severities: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


# Each reader is a module of this package with
#   TOOL: str                        the value of `--source`
#   READS: tuple[str, ...]           globs of the files that it wants, as Pants understands them
#   read(files: ForeignFiles) -> Optional[ForeignDeclarations]
#                                    None where there is no declaration of this tool; raises UserError (with the place)
#                                    where there is one that cannot be read.
