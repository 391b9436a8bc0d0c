"""What modules are made of, according to Pants."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pants.backend.python.subsystems.setup import PythonSetup
from pants.backend.python.target_types import PythonResolveField
from pants.engine.addresses import Address, UnparsedAddressInputs
from pants.engine.target import Target

from pantstack.deploy.planning.affected import INFRASTRUCTURE, Change, ModuleInputs, affected
from pantstack.deploy.planning.selection import DeclaredModule
from pantstack.deploy.preconditions.repository import Runner
from pantstack.pants_port import files, graph, packaging

# Tests change nothing that runs; every deploy compares the configuration by itself.
_IGNORED: Final = ("!**/*_test.py", "!**/conftest.py", "!**/BUILD", "!**/Pulumi*.yaml", "!**/*.md")


@dataclass(frozen=True)
class Repository:
    """The repository at hand.

    Attributes:
        python: which resolve has which lockfile.
        aliases: of all target types that are known.
    """

    root: str
    runner: str
    python: PythonSetup
    aliases: frozenset[str] = frozenset()


def addresses(module: DeclaredModule) -> UnparsedAddressInputs:
    """Return the addresses of a module's deployables."""
    return UnparsedAddressInputs(
        module.deployables,
        owning_address=Address(module.path),
        description_of_origin=f"`deployables` in {module.path}/BUILD",
    )


async def fingerprints(modules: Sequence[DeclaredModule], repository: Repository) -> tuple[str, ...]:
    """Hash each module's infrastructure: its program, what all programs import, and its libraries."""
    (group,) = await packaging.targets_at((runner_address(repository.runner),))
    locks = tuple(sorted(_locks(group, repository.python)))
    globs = tuple((f"{module.program}/**", f"{INFRASTRUCTURE}/**", *locks, *_IGNORED) for module in modules)
    return tuple(f"sha256:{digest.fingerprint}" for digest in await files.digests(globs))


async def affected_by(change: Change, modules: Sequence[DeclaredModule], repository: Repository) -> tuple[str, ...]:
    """Find the paths of the modules that a change affects."""
    owners = await graph.owners(change.files)
    groups = await packaging.targets_at((*map(addresses, modules), runner_address(repository.runner)))
    roots = tuple(tuple(target.address for target in group) for group in groups[:-1])
    closures = await graph.closures(roots)
    shared = _locks(groups[-1], repository.python)
    inputs = {
        module.path: _inputs(module, closure, frozenset((*shared, *_locks(closure, repository.python))))
        for module, closure in zip(modules, closures)
    }
    return affected(Change(change.files, change.deleted, frozenset(map(str, owners))), inputs)


def runner_address(runner: str) -> UnparsedAddressInputs:
    """Return the runner's address, as the option has it."""
    return UnparsedAddressInputs((runner,), owning_address=None, description_of_origin="[deploy].runner")


def runner_of(repository: Repository, declared: Collection[Target]) -> Runner:
    """Return the runner, with the resolve that it is built from where it is declared with one."""
    matches = (each for each in declared if str(each.address) == repository.runner.removeprefix("//"))
    target = next((each for each in matches if each.has_field(PythonResolveField)), None)
    if target is None or not repository.python.enable_resolves:
        return Runner(repository.runner)
    resolve = target[PythonResolveField].value or repository.python.default_resolve
    return Runner(repository.runner, resolve, repository.python.resolves.get(resolve, ""))


def _inputs(module: DeclaredModule, closure: frozenset[Target], locks: frozenset[str]) -> ModuleInputs:
    dependencies = [target.address for target in closure]
    # A deleted file is owned by the generator of its target.
    generators = [address.maybe_convert_to_target_generator() for address in dependencies]
    return ModuleInputs(
        program=module.program,
        addresses=frozenset(map(str, (*dependencies, *generators))),
        folders=frozenset((module.path, *(address.spec_path for address in dependencies))),
        files=locks,
    )


def _locks(targets: Collection[Target], python: PythonSetup) -> frozenset[str]:
    fields = [target[PythonResolveField] for target in targets if target.has_field(PythonResolveField)]
    resolves = {field.normalized_value(python) for field in fields}
    return frozenset(python.resolves[resolve] for resolve in resolves if resolve in python.resolves)
