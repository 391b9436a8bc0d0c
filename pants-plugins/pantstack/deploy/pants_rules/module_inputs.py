"""What modules are made of, as Pants knows it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pants.backend.python.subsystems.setup import PythonSetup
from pants.backend.python.target_types import PythonResolveField
from pants.engine.addresses import Address, UnparsedAddressInputs
from pants.engine.target import Target

from pantstack.deploy.affected import INFRASTRUCTURE, Changed, Reach, affected
from pantstack.deploy.request import Declared
from pantstack.pants_port import files, graph, packaging

# Tests change nothing that runs; what the configuration is, every deploy looks at by itself.
_LEFT_OUT: Final = ("!**/*_test.py", "!**/conftest.py", "!**/BUILD", "!**/Pulumi*.yaml", "!**/*.md")


@dataclass(frozen=True)
class Repository:
    """What the goal is about.

    Attributes:
        root: its folder.
        runner: the runner's address.
        python: which resolve has which lockfile.
    """

    root: str
    runner: str
    python: PythonSetup


def addresses(module: Declared) -> UnparsedAddressInputs:
    """The addresses of a module's deployables.

    Args:
        module: the module.
    """
    return UnparsedAddressInputs(
        module.deployables,
        owning_address=Address(module.path),
        description_of_origin=f"`deployables` in {module.path}/BUILD",
    )


async def fingerprints(modules: Sequence[Declared], repository: Repository) -> tuple[str, ...]:
    """A fingerprint of each module's infrastructure: its program, what all programs import, and its libraries.

    Args:
        modules: the modules.
        repository: the repository.
    """
    (group,) = await packaging.targets_at((runner_address(repository.runner),))
    locks = tuple(sorted(_locks(group, repository.python)))
    globs = tuple((f"{each.program}/**", f"{INFRASTRUCTURE}/**", *locks, *_LEFT_OUT) for each in modules)
    return tuple(f"sha256:{digest.fingerprint}" for digest in await files.digests(globs))


async def reached(modules: Sequence[Declared], changed: Changed, repository: Repository) -> tuple[str, ...]:
    """The paths of the modules that a change reaches.

    Args:
        modules: those to judge.
        changed: the files that changed.
        repository: the repository.
    """
    owners = await graph.owners(changed.files)
    groups = await packaging.targets_at((*map(addresses, modules), runner_address(repository.runner)))
    roots = tuple(tuple(target.address for target in group) for group in groups[:-1])
    closures = await graph.closures(roots)
    shared = _locks(groups[-1], repository.python)
    found = {
        module.path: _reach(module, closure, frozenset((*shared, *_locks(closure, repository.python))))
        for module, closure in zip(modules, closures)
    }
    return affected(Changed(changed.files, changed.gone, frozenset(map(str, owners))), found)


def runner_address(runner: str) -> UnparsedAddressInputs:
    """The runner's address, as the option has it."""
    return UnparsedAddressInputs((runner,), owning_address=None, description_of_origin="[deploy].runner")


def _reach(module: Declared, closure: frozenset[Target], locks: frozenset[str]) -> Reach:
    found = [each.address for each in closure]
    # A file that is gone is owned by what would have generated its target.
    generators = [each.maybe_convert_to_target_generator() for each in found]
    return Reach(
        program=module.program,
        addresses=frozenset(map(str, (*found, *generators))),
        folders=frozenset((module.path, *(each.spec_path for each in found))),
        files=locks,
    )


def _locks(targets: Collection[Target], python: PythonSetup) -> frozenset[str]:
    resolves = {
        each[PythonResolveField].normalized_value(python) for each in targets if each.has_field(PythonResolveField)
    }
    return frozenset(python.resolves[each] for each in resolves if each in python.resolves)
