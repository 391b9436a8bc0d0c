"""Makes who depends on the address of a module depend on its facade: `dependencies=["stack/libs/common"]`.

That target declares the module and owns no code, so Pants by itself would take nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Union

from pants.backend.python.subsystems.setup import PythonSetup
from pants.backend.python.target_types import PythonResolveField
from pants.build_graph.address import AddressInput
from pants.engine.addresses import Address
from pants.engine.rules import Rule, collect_rules, rule
from pants.engine.target import Dependencies, FieldSet, InferDependenciesRequest, InferredDependencies
from pants.engine.unions import UnionRule

from pantstack.declarations.pants_rules.facades import owners
from pantstack.declarations.pants_rules.facades.calls import facade_targets


@dataclass(frozen=True)
class DependenciesFieldSet(FieldSet):
    """Every target that may depend on others."""

    required_fields = (Dependencies,)

    dependencies: Dependencies
    resolve: PythonResolveField


class InferFacades(InferDependenciesRequest[DependenciesFieldSet]):
    """A request for the facades that a target's dependencies mean."""

    infer_from = DependenciesFieldSet


@rule(desc="Find the facades that addresses of modules mean")
async def infer_facades(request: InferFacades, python: PythonSetup) -> InferredDependencies:
    """Find the facades in the resolve of the target that names their modules.

    A facade that is not there in that resolve is taken in all it has, so that Pants reports it.
    """
    fields = request.field_set
    named = tuple(_named(fields.address, fields.dependencies.value or ()))
    # Most targets name nothing.
    if not named:
        return InferredDependencies(())
    own = {fields.address, fields.address.maybe_convert_to_target_generator()}
    found: dict[Address, None] = {}
    for targets in await facade_targets(named):
        resolves = {resolve for _, resolve in targets.found}
        wanted = fields.resolve.normalized_value(python) if len(resolves) > 1 else ""
        fitting = [address for address, resolve in targets.found if resolve in ("", wanted)]
        found.update((address, None) for address in fitting or [address for address, _ in targets.found])
    return InferredDependencies(address for address in found if address not in own)


def _named(address: Address, entries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The directories and names of the targets that entries of dependencies may name."""
    for entry in entries:
        if entry.startswith("!"):
            continue
        origin = f"the `dependencies` of {address}"
        parsed = AddressInput.parse(entry, relative_to=address.spec_path, description_of_origin=origin)
        path = parsed.path_component
        yield path, parsed.target_component or path.rpartition("/")[2]


def rules() -> Iterable[Union[Rule, UnionRule]]:
    """The rules by which the address of a module stands for its facade."""
    return (*collect_rules(), *collect_rules(owners), UnionRule(InferDependenciesRequest, InferFacades))
