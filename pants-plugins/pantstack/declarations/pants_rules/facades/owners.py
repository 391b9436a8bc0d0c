"""Finds the targets that the address of a module stands for: those of its facade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

from pants.backend.python.subsystems.setup import PythonSetup
from pants.backend.python.target_types import PythonResolveField
from pants.engine.addresses import Address
from pants.engine.rules import rule
from pants.engine.target import Target

from pantstack.declarations.model import Facade
from pantstack.declarations.pants_rules.calls import catalog
from pantstack.pants_port import graph, targets


@dataclass(frozen=True)
class FacadeTargetsRequest:
    """A request for the targets of a module's facade, by the target that declares the module."""

    directory: str
    name: str


@dataclass(frozen=True)
class FacadeTargets:
    """The addresses of the targets that own a facade, each with its resolve; that is empty for one that has none."""

    found: tuple[tuple[Address, str], ...] = ()


@rule(desc="Find the targets of facades")
async def find_facade_targets(request: FacadeTargetsRequest, python: PythonSetup) -> FacadeTargets:
    """Find what owns the public files of a module, in every resolve; nothing for what is no module."""
    module = (await catalog()).catalog.declared_as(request.directory, request.name)
    if module is None or module.facade is None:
        return FacadeTargets()
    facade, declared = module.facade, await targets.declared()
    addresses = set(await graph.owners(facade.files) if facade.module else ())
    addresses.update(_declared(facade, declared))
    fields = {target.address: target for target in declared if target.address in addresses}
    return FacadeTargets(
        tuple((address, _resolve(address, fields.get(address), python)) for address in sorted(addresses))
    )


def _declared(facade: Facade, declared: Sequence[Target]) -> Iterator[Address]:
    """The addresses of a facade's own target and of those that make what it owns, with all their parameters."""
    wanted = {*facade.generators, *(() if facade.module else (f"{facade.directory}:{facade.target}",))}
    for target in declared:
        address = target.address
        if not address.is_generated_target and f"{address.spec_path}:{address.target_name}" in wanted:
            yield address


def _resolve(address: Address, target: Optional[Target], python: PythonSetup) -> str:
    """The resolve of a target, as far as its address or the target itself tells."""
    if target is not None and target.has_field(PythonResolveField):
        return target[PythonResolveField].normalized_value(python)
    return address.parameters.get(PythonResolveField.alias, "")
