"""The rule that gathers all facts of the repository; Pants remembers it until a file changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pants.backend.python.target_types import PexEntryPointField, PythonDistributionEntryPointsField
from pants.engine.rules import rule
from pants.engine.target import Dependencies, Target

from pantstack.architecture.core import references, select
from pantstack.architecture.core.edit.build_file import line_of_item
from pantstack.architecture.core.model import Position, Suppression
from pantstack.architecture.core.project import Project
from pantstack.architecture.core.references import BuildReference
from pantstack.architecture.core.resolve import Resolver
from pantstack.architecture.core.scan import suppressions
from pantstack.architecture.gather.scans import calls
from pantstack.architecture.options import PantstackLint
from pantstack.catalogue import calls as catalogue_calls
from pantstack.catalogue.core.model import Catalogue, Problem
from pantstack.catalogue.core.places import Places
from pantstack.catalogue.options import PantstackSubsystem
from pantstack.engine import files, targets


@dataclass(frozen=True)
class FactsRequest:
    """Asks for the facts of the whole repository."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What there is to judge.

    Attributes:
        project: all modules and files; empty where declarations have mistakes.
        problems: the mistakes in declarations: with one, nothing may be judged.
        suppressions: the comments in BUILD files, by path.
        files: the paths of all Python and BUILD files.
    """

    project: Project
    problems: tuple[Problem, ...] = ()
    suppressions: Mapping[str, tuple[Suppression, ...]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()


@rule(desc="Gather what modules import")
async def gather_facts(request: FactsRequest, options: PantstackLint, shared: PantstackSubsystem) -> Facts:  # noqa: ARG001  rules are chosen by the type of the request
    """Scan every module, and every file outside of them."""
    found = await catalogue_calls.catalogue()
    roots = await targets.source_roots()
    if found.problems:
        return Facts(Project(Catalogue(), Resolver((), {}), {}), found.problems)
    catalogue = found.catalogue
    (paths,) = await files.paths((("**/*.py", "**/*.pyi"),))
    scanned = await calls.scans(select.groups(catalogue), select.first_names(paths, roots))
    scans = {scan.path: scan for result in scanned for scan in result.files}
    contents = await files.read((("**/BUILD", "**/BUILD.*"),))
    builds = {each.path: each.content for each in contents[0]}
    texts = {path: content.decode("utf-8", "replace") for path, content in builds.items()}
    declared = await targets.declared()
    project = Project(
        catalogue,
        Resolver(roots, scans),
        scans,
        tuple(shared.layers),
        tuple(sorted(set(_references(declared, Places(texts), scans)), key=lambda each: (each.path, each.position))),
        texts,
        options.type_checking,
    )
    comments = {path: suppressions(content) for path, content in builds.items()}
    return Facts(project, (), comments, frozenset((*scans, *builds)))


def _references(declared: Iterable[Target], places: Places, scans: Mapping[str, object]) -> Iterator[BuildReference]:
    """What targets refer to in their BUILD files."""
    for target in declared:
        folder = target.address.spec_path
        if target.address.is_generated_target:
            continue
        for kind, alias, text in _said(target):
            path, position = _place(target, alias, text, places)
            if kind == "dependency":
                reaches, name = references.reached(text, folder, scans.keys())
                yield BuildReference(path, position, kind, text, reaches, name)
            elif references.entry_point(text):
                yield BuildReference(path, position, kind, text, references.entry_point(text))


def _said(target: Target) -> Iterator[tuple[str, str, str]]:
    """Kind, field and text of everything that a target refers to."""
    if target.has_field(Dependencies):
        for text in target[Dependencies].value or ():
            if not text.startswith("!"):
                yield "dependency", Dependencies.alias, text
    if target.has_field(PexEntryPointField):
        point = target[PexEntryPointField].value
        if point is not None:
            yield "entry point", PexEntryPointField.alias, point.spec
    if target.has_field(PythonDistributionEntryPointsField):
        for group in (target[PythonDistributionEntryPointsField].value or {}).values():
            yield from (
                ("entry point", PythonDistributionEntryPointsField.alias, str(script)) for script in group.values()
            )


def _place(target: Target, alias: str, text: str, places: Places) -> tuple[str, Position]:
    folder, name = target.address.spec_path, target.address.target_name
    for path, content in places.builds(folder):
        position = line_of_item(content, target.alias, name, alias, text)
        if position is not None:
            return path, position
    found = places.find(target.alias, folder, name)
    return found.path, Position(found.line, 1)
