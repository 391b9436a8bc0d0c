"""What the goal asks of Pants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from pants.backend.python.util_rules.interpreter_constraints import InterpreterConstraints
from pants.engine.addresses import Address, UnparsedAddressInputs
from pants.engine.fs import Digest, FileContent, FileEntry
from pants.engine.process import InteractiveProcess
from pants.engine.target import Target

from pantstack.deploy.artefacts import kind_of
from pantstack.deploy.artefacts.kind import Kind
from pantstack.deploy.core.errors import DeployError
from pantstack.deploy.core.plan import Artefact
from pantstack.deploy.core.request import Declared
from pantstack.engine import packaging, processes


@dataclass(frozen=True)
class Packaged:
    """What was built.

    Attributes:
        artefacts: by module path.
        files: the artefacts' files and the runner's, where they are to be kept.
        runner: the runner's path, relative to the root.
    """

    artefacts: dict[str, tuple[Artefact, ...]]
    files: tuple[FileEntry, ...]
    runner: str


async def package(modules: tuple[Declared, ...], runner: str) -> Packaged:
    """Package the modules' deployables and the runner.

    Args:
        modules: the modules, in order.
        runner: the runner's address.

    Raises:
        DeployError: if something cannot be deployed.
    """
    groups = await packaging.targets_at((*map(_addresses, modules), _runner_address(runner)))
    claimed = [
        (module, target, kind_of(target.alias, str(target.address), f"{module.path}/BUILD"))
        for module, group in zip(modules, groups)
        for target in group
    ]
    targets = tuple({target.address: target for group in groups for target in group}.values())
    sets = await packaging.field_sets(targets)
    built = await packaging.build(sets)
    by_address = {each.address: package for each, package in zip(sets, built)}
    kept = [(module, target, kind, _file(by_address, target)) for module, target, kind in claimed]
    runner_file = _file(by_address, next(iter(groups[-1])))
    runner_path = f".pantstack/runner/{runner_file.file_digest.fingerprint}/runner.pex"
    artefacts: dict[str, tuple[Artefact, ...]] = {module.path: () for module in modules}
    for module, target, kind, file in kept:
        artefacts[module.path] += (_artefact(kind, target, file),)
    return Packaged(
        artefacts=artefacts,
        files=(
            *(_placed(file, _artefact(kind, target, file).path) for _, target, kind, file in kept),
            _placed(runner_file, runner_path),
        ),
        runner=runner_path,
    )


def _addresses(module: Declared) -> UnparsedAddressInputs:
    return UnparsedAddressInputs(
        module.deployables,
        owning_address=Address(module.path),
        description_of_origin=f"`deployables` in {module.path}/BUILD",
    )


def _runner_address(runner: str) -> UnparsedAddressInputs:
    return UnparsedAddressInputs((runner,), owning_address=None, description_of_origin="[deploy].runner")


def _file(built: dict[Address, packaging.Package], target: Target) -> FileEntry:
    package = built.get(target.address)
    if package is None or package.file is None:
        raise DeployError(
            f"{target.address}: is not packaged as one file.\nLeave `layout` of the {target.alias} at its default."
        )
    return package.file


def _artefact(kind: Kind, target: Target, file: FileEntry) -> Artefact:
    name, sha256 = target.address.target_name, file.file_digest.fingerprint
    return Artefact(kind.name, name, kind.path(name, sha256), f"sha256:{sha256}")


def _placed(file: FileEntry, path: str) -> FileEntry:
    return FileEntry(path, file.file_digest, is_executable=True)


async def digest_of(files: tuple[Union[FileContent, FileEntry], ...]) -> Digest:
    """What is to be written before the runner starts.

    Args:
        files: the plan and artefacts that are not kept yet.
    """
    # Modules with the same content share a file.
    return await packaging.gathered(tuple(dict.fromkeys(files)))


async def process_for(
    constraints: InterpreterConstraints, argv: tuple[str, ...], variables: dict[str, str]
) -> InteractiveProcess:
    """How to run a PEX in the user's terminal.

    Args:
        constraints: which interpreters it runs on.
        argv: the PEX and its arguments.
        variables: its environment variables.
    """
    (python,) = await processes.interpreters((constraints,))
    return InteractiveProcess((python.path, *argv), env=variables, run_in_workspace=True)
