"""Judges what is about to be deployed, inside of the goal: results are Pants' own, from its cache where it has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pants.engine.target import SourcesField, Target

from pantstack.declarations.model import Catalog
from pantstack.deploy import gates
from pantstack.deploy.gates import Judged
from pantstack.deploy.pants_rules import module_inputs
from pantstack.deploy.request import Declared
from pantstack.pants_port import checking, files, graph, linting, packaging, targets
from pantstack.pants_port.verdict import Group, Tools, Verdict

_EVERYTHING: Final = "**"


# The goal comes last: 2.17 looks for what a rule awaits when it is declared.
async def _own(modules: Sequence[Declared]) -> tuple[Group, ...]:
    """All that lies in the modules' folders."""
    found = await targets.below(tuple(each.path for each in modules))
    paths = await files.paths(tuple(files.below(each.path, _EVERYTHING) for each in modules))
    return tuple(Group(*each) for each in zip(found, paths))


async def _parts(modules: Sequence[Declared], own: tuple[Group, ...], catalog: Catalog) -> dict[str, Group]:
    """What deployables and programs are made of beyond the modules' folders, by place."""
    deployables = await packaging.targets_at(tuple(map(module_inputs.addresses, modules)))
    roots = tuple(
        tuple(each.address for each in (*built, *_below(module.program, group.targets)))
        for module, built, group in zip(modules, deployables, own)
    )
    inside = {each.address for group in own for each in group.targets}
    found: dict[str, dict[Target, None]] = {}
    for closure in await graph.closures(roots):
        for target in sorted(closure, key=lambda each: str(each.address)):
            folder = target.address.spec_path
            owner = catalog.owner(folder)
            if target.address not in inside:
                found.setdefault(gates.place(folder, owner.path if owner else ""), {})[target] = None
    with_files = tuple(each for group in found.values() for each in group if each.has_field(SourcesField))
    paths = await targets.source_paths(tuple(each[SourcesField] for each in with_files))
    sources = dict(zip(with_files, paths))
    return {
        where: Group(tuple(group), tuple(sorted({path for each in group for path in sources.get(each, ())})))
        for where, group in sorted(found.items())
    }


def _below(folder: str, group: Sequence[Target]) -> tuple[Target, ...]:
    """The targets of a folder."""
    return tuple(each for each in group if f"{each.address.spec_path}/".startswith(f"{folder}/"))


def _judged(
    gate: str, places: Sequence[str], selected: Sequence[str], said: Sequence[Sequence[Verdict]]
) -> tuple[Judged, ...]:
    return tuple(
        Judged(
            gate,
            where,
            where in selected,
            red=tuple(each.tool for each in verdicts if not each.is_green),
            green=tuple(each.tool for each in verdicts if each.is_green),
        )
        for where, verdicts in zip(places, said)
    )


async def green(
    modules: Sequence[Declared], wanted: Sequence[str], environment: str, catalog: Catalog, tools: Tools
) -> tuple[str, ...]:
    """Judge modules, and return the gates, all of which are green.

    Lint and check judge the modules' folders, and what their deployables and programs are made of beyond these; test
    judges the modules' own tests.

    Args:
        modules: those to deploy.
        wanted: the gates.
        environment: the name of the environment that wants them.
        catalog: all modules.
        tools: the tools at hand.

    Raises:
        RedError: if one is not.
    """
    names = gates.in_order(wanted)
    if not names:
        return ()
    own = await _own(modules)
    selected = tuple(each.path for each in modules)
    parts = await _parts(modules, own, catalog) if names != ("test",) else {}
    places, groups = (*selected, *parts), (*own, *parts.values())
    judged: tuple[Judged, ...] = ()
    if "lint" in names:
        judged += _judged("lint", places, selected, await linting.lint(groups, tools))
    if "check" in names:
        judged += _judged("check", places, selected, await checking.check(groups, tools))
    if "test" in names:
        judged += _judged("test", selected, selected, await checking.test(own, tools))
    gates.check(judged, environment)
    return names
