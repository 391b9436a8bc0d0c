"""Runs the gates of an environment inside the goal: results are Pants' own, from its cache where it has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pants.engine.target import SourcesField, Target

from pantstack.declarations.model import Catalog
from pantstack.deploy.pants_rules import module_inputs
from pantstack.deploy.planning.selection import DeclaredModule
from pantstack.deploy.preconditions import gates
from pantstack.deploy.preconditions.gates import GateResult
from pantstack.pants_port import checking, files, graph, linting, packaging, targets
from pantstack.pants_port.tool_results import Group, ToolResult, Tools

_EVERYTHING: Final = "**"


# The goal comes last: 2.17 looks for what a rule awaits when it is declared.
async def _own(modules: Sequence[DeclaredModule], catalog: Catalog) -> tuple[Group, ...]:
    """Collect everything in the modules' folders."""
    folders = tuple((each.path, folder) for each in modules for folder in _folders(each, catalog))
    owned = await targets.below(tuple(folder for _, folder in folders))
    paths = await files.paths(tuple(files.below(folder, _EVERYTHING) for _, folder in folders))
    groups: dict[str, Group] = {each.path: Group(()) for each in modules}
    for (module, _), more, found in zip(folders, owned, paths):
        groups[module] = Group((*groups[module].targets, *more), (*groups[module].files, *found))
    return tuple(groups.values())


def _folders(module: DeclaredModule, catalog: Catalog) -> tuple[str, ...]:
    known = catalog.module(module.path)
    return (module.path,) if known is None else known.folders


async def _parts(modules: Sequence[DeclaredModule], own: tuple[Group, ...], catalog: Catalog) -> dict[str, Group]:
    """Collect what deployables and programs are made of beyond the modules' folders, by reported folder."""
    deployables = await packaging.targets_at(tuple(map(module_inputs.addresses, modules)))
    roots = tuple(
        tuple(target.address for target in (*built, *_below(module.program, group.targets)))
        for module, built, group in zip(modules, deployables, own)
    )
    inside = {target.address for group in own for target in group.targets}
    parts: dict[str, dict[Target, None]] = {}
    for closure in await graph.closures(roots):
        for target in sorted(closure, key=lambda target: str(target.address)):
            folder = target.address.spec_path
            owner = catalog.owner(folder)
            if target.address not in inside:
                parts.setdefault(gates.reported_folder(folder, owner.path if owner else ""), {})[target] = None
    with_files = tuple(target for group in parts.values() for target in group if target.has_field(SourcesField))
    paths = await targets.source_paths(tuple(target[SourcesField] for target in with_files))
    sources = dict(zip(with_files, paths))
    return {
        folder: Group(tuple(group), tuple(sorted({path for target in group for path in sources.get(target, ())})))
        for folder, group in sorted(parts.items())
    }


def _below(folder: str, group: Sequence[Target]) -> tuple[Target, ...]:
    """Choose the targets in a folder."""
    return tuple(target for target in group if f"{target.address.spec_path}/".startswith(f"{folder}/"))


def _results(
    gate: str,
    folders: Sequence[str],
    elsewhere: Mapping[str, tuple[str, ...]],
    results: Sequence[Sequence[ToolResult]],
) -> tuple[GateResult, ...]:
    return tuple(
        GateResult(
            gate,
            folder,
            folder in elsewhere,
            elsewhere.get(folder, ()),
            failed=tuple(result.tool for result in of_folder if not result.passed),
            passed=tuple(result.tool for result in of_folder if result.passed),
        )
        for folder, of_folder in zip(folders, results)
    )


async def run_gates(
    modules: Sequence[DeclaredModule], required: Sequence[str], environment: str, catalog: Catalog, tools: Tools
) -> tuple[str, ...]:
    """Run gates, and return their names in order; all of them passed.

    Lint and check take the modules' folders, those of their tests elsewhere too, and what their deployables and
    programs are made of beyond these; test runs the modules' own tests.

    Raises:
        UserErrors: if one failed.
    """
    names = gates.ordered(required)
    if not names:
        return ()
    own = await _own(modules, catalog)
    # Of the selected modules, the folders of tests that are not below them.
    elsewhere = {
        each.path: tuple(folder for folder in _folders(each, catalog) if folder != each.path) for each in modules
    }
    selected = tuple(elsewhere)
    parts = await _parts(modules, own, catalog) if names != ("test",) else {}
    folders, groups = (*selected, *parts), (*own, *parts.values())
    results: tuple[GateResult, ...] = ()
    if "lint" in names:
        results += _results("lint", folders, elsewhere, await linting.lint(groups, tools))
    if "check" in names:
        results += _results("check", folders, elsewhere, await checking.check(groups, tools))
    if "test" in names:
        results += _results("test", selected, elsewhere, await checking.test(own, tools))
    gates.check(results, environment)
    return names
