"""Put together what the checks work on, from what Pants or the command line read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Callable, Final, Optional

from pantstack.base.errors import Parsed, UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.locks.resolves import Resolve
from pantstack.boundaries.policy import selection, string_readers
from pantstack.boundaries.resolver.consumers.targets import FileResolves
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.run.data_files import data_files
from pantstack.boundaries.run.options import RunOptions
from pantstack.boundaries.run.references import references
from pantstack.boundaries.run.resolves import file_resolves
from pantstack.boundaries.scanner.definitions.model import FileDefinitions
from pantstack.boundaries.scanner.model import Suppression
from pantstack.boundaries.scanner.scan import suppressions
from pantstack.boundaries.screening.reading_rules import ReadingRules
from pantstack.boundaries.screening.screen import screen
from pantstack.boundaries.screening.source_tree import SourceTree
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.configuration import Option
from pantstack.declarations.model import Catalog
from pantstack.declarations.module_resolves import ModuleResolves
from pantstack.declarations.target_values.declared import DeclaredTarget

_EMPTY: Final = Project(Catalog(), Resolver((), {}), {})


@dataclass(frozen=True, eq=False)
class Facts:
    """What the checks work on.

    Attributes:
        project: all modules and files; empty where declarations have mistakes.
        errors: in declarations: with one, nothing is checked.
        suppressions: the comments in BUILD files, by path.
        files: the paths of all Python and BUILD files.
        other_forms: the paths of what is, or may be, Python in a form that is not read.
    """

    project: Project = _EMPTY
    errors: tuple[UserError, ...] = ()
    suppressions: Mapping[str, tuple[Suppression, ...]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    other_forms: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Gathered:
    """What was read of a repository whose declarations have no mistakes.

    Attributes:
        roots: the source roots; the repository's own is `.`.
        declared: every target, what is generated beside its generator.
        builds: the contents of BUILD files, by path.
        located: the same, to find declarations in.
        isolated: which modules have resolves of their own.
        locks: the resolves whose lockfiles Pants makes.
        facade_locks: the texts of the locks of facades, by path.
        definitions: of the files of modules whose facades have a lock, by path.
    """

    catalog: Catalog
    roots: tuple[str, ...]
    declared: Sequence[DeclaredTarget]
    builds: Mapping[str, bytes]
    located: BuildFiles
    isolated: ModuleResolves
    locks: tuple[Resolve, ...] = ()
    facade_locks: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, FileDefinitions] = field(default_factory=dict)
    other_forms: tuple[str, ...] = ()

    # What follows from declarations alone is found once for all edits of Python files.

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The texts of BUILD files, by path."""
        return texts(self.builds)

    @cached_property
    def suppressions(self) -> Mapping[str, tuple[Suppression, ...]]:
        """The comments in BUILD files, by path."""
        return {path: suppressions(content) for path, content in self.builds.items()}

    @cached_property
    def data(self) -> frozenset[str]:
        """The paths of the files that are declared data."""
        return data_files(self.declared)

    @cached_property
    def resolves(self) -> FileResolves:
        """Which modules' resolves the files are in."""
        return file_resolves(self.declared, self.texts, self.isolated)


@dataclass(frozen=True, eq=False)
class Gathering:
    """What is declared in a repository.

    Attributes:
        gathered: None where there are errors.
        paths: of all Python files.
        reading: how these are read.
        unread: the names of resolves whose requirements only Pants can read.
        kinds: of targets that are neither Pants' nor ours.
    """

    gathered: Optional[Gathered] = None
    paths: tuple[str, ...] = ()
    reading: ReadingRules = field(default_factory=ReadingRules)
    errors: tuple[UserError, ...] = ()
    unread: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def own_readers(
    catalog: Catalog, errors: tuple[UserError, ...], roots: Sequence[str], options: RunOptions, toml: str
) -> Parsed[tuple[str, ...]]:
    """Return the repository's own readers of strings, or everything that keeps its files from being read.

    Args:
        errors: in declarations.
        toml: the text of pants.toml.
    """
    read = string_readers.parse(options.string_readers, _locations(options.option("string_readers", toml)))
    found = (*(errors or selection.rootless(catalog, roots)), *read.errors)
    return Parsed(() if found else read.value, found)


def texts(builds: Mapping[str, bytes]) -> dict[str, str]:
    """Decode BUILD files."""
    return {path: content.decode("utf-8", "replace") for path, content in builds.items()}


def build(gathered: Gathered, tree: SourceTree, options: RunOptions) -> Facts:
    """Put the facts together."""
    project = Project(
        gathered.catalog,
        Resolver(gathered.roots, tree, gathered.catalog.generated, tree.outlines),
        tree,
        options.layers,
        references(gathered.declared, gathered.located, tree),
        gathered.texts,
        options.type_checking,
        gathered.data,
        gathered.resolves,
        gathered.locks,
        gathered.facade_locks,
        gathered.definitions,
        tree.outlines,
        partial(screen, roots=tree.rules.roots, tree=tree),
        tree.whole,
    )
    files = frozenset((*tree, *gathered.builds))
    return Facts(project, (), gathered.suppressions, files, gathered.other_forms)


def _locations(readers: Option) -> Callable[[str], SourceLocation]:
    """Find where a reader of strings is set: a flag adds to what pants.toml has."""
    raw = readers.written()
    known = raw if isinstance(raw, list) else []
    return lambda entry: readers.location(entry, written=entry in known, number=known.count(entry))
