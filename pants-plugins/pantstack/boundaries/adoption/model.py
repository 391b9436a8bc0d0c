"""What is known of a tree, and what is proposed for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Optional


class ResolvedImport(NamedTuple):
    """An import inside the repository, resolved.

    Attributes:
        importer: the path of the importing file.
        reached: the file that is imported; a directory where it has no `__init__` file.
        name: what is taken from it; None where the file itself is.
    """

    importer: str
    reached: str
    name: Optional[str] = None


@dataclass(frozen=True)
class Tree:
    """A repository as it is.

    Attributes:
        imports: all imports that reach one of them.
        existing: the text of its BUILD files, by path.
        source_roots: directories that imports start from, `.` or empty for the repository's own.
        docstrings: of `__init__` files, by path.
        listing: the files with an `__all__`.
    """

    files: Sequence[str]
    imports: Sequence[tuple[str, str, Optional[str]]] = ()
    existing: Mapping[str, str] = field(default_factory=dict)
    source_roots: Sequence[str] = (".",)
    docstrings: Mapping[str, str] = field(default_factory=dict)
    listing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Options:
    """Which directories become modules; without either option they are discovered.

    Attributes:
        depth: how many levels below `under`, else below each source root.
        under: directories whose children become modules; a `*` is any one directory.
    """

    depth: Optional[int] = None
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedFacade:
    """A facade for a module.

    Attributes:
        directory: of the BUILD file that declares it.
        sources: its `sources`; empty for the default ones.
        names: what files outside of the module take from these.
        importers: how many files outside of the module, tests left out, use it.
        of: how many of them use the module.
    """

    directory: str
    sources: tuple[str, ...]
    files: tuple[str, ...]
    names: tuple[str, ...]
    importers: int
    of: int
    reason: str


@dataclass(frozen=True)
class ProposedModule:
    """A directory that becomes a module.

    Attributes:
        depends_on: paths of the modules that it really imports.
        facade: its facade; None where only tests import it from outside, or nothing could be a facade.
        no_facade_reason: why it has no facade; empty where it has one.
        files: how many Python files it owns.
        private: how many imports from outside go around the facade.
        private_from_tests: how many of these stand in tests.
    """

    path: str
    description: str
    depends_on: tuple[str, ...]
    facade: Optional[ProposedFacade]
    reason: str
    no_facade_reason: str = ""
    files: int = 0
    private: int = 0
    private_from_tests: int = 0


@dataclass(frozen=True)
class Proposal:
    """What to declare.

    Attributes:
        modules: sorted by path.
        files: the whole new text of each BUILD file to write, by path; the text that is there is kept.
        skipped: paths that are left alone, and why, sorted.
        unowned: how many Python files stay outside of every module.
        declared: how many modules there are already.
    """

    modules: tuple[ProposedModule, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[tuple[str, str], ...] = ()
    unowned: int = 0
    declared: int = 0
