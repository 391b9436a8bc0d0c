"""What the goal asks of Pants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Union

from pants.backend.python.util_rules.interpreter_constraints import InterpreterConstraints
from pants.engine.addresses import Address
from pants.engine.fs import Digest, FileContent, FileEntry
from pants.engine.process import InteractiveProcess, ProcessExecutionFailure
from pants.engine.target import Target

from pantstack.deploy import images as worded
from pantstack.deploy.artifact_kinds import kind_of
from pantstack.deploy.artifact_kinds.docker.backend import DOCKER
from pantstack.deploy.artifact_kinds.kind import Kind
from pantstack.deploy.contract.plan import Artifact
from pantstack.deploy.errors import DeployError
from pantstack.deploy.pants_rules import images, module_inputs
from pantstack.deploy.request import Declared
from pantstack.pants_port import packaging, processes


@dataclass(frozen=True)
class Packaged:
    """What was built.

    Attributes:
        artifacts: by module path.
        files: the artifacts' files and the runner's, where they are to be kept.
        runner: the runner's path, relative to the root.
    """

    artifacts: dict[str, tuple[Artifact, ...]]
    files: tuple[FileEntry, ...]
    runner: str


@dataclass(frozen=True)
class _Claimed:
    """A deployable, and the kind that claims it."""

    module: str
    target: Target
    kind: Kind


async def package(
    modules: tuple[Declared, ...], runner: str, runs: str = "pex", user: Mapping[str, str] = MappingProxyType({})
) -> Packaged:
    """Package the modules' deployables and the runner.

    Args:
        modules: the modules, in order.
        runner: the runner's address.
        runs: the kind of artifact that services of the environment run from.
        user: environment variables of the user.

    Raises:
        DeployError: if something cannot be deployed.
    """
    groups = await packaging.targets_at((*map(module_inputs.addresses, modules), module_inputs.runner_address(runner)))
    claimed = [each for module, group in zip(modules, groups) for each in _claimed(module, group, runs)]
    targets = {each.address: each for each in (*(one.target for one in claimed), *groups[-1])}
    pictured = tuple(str(each.target.address) for each in claimed if each.kind is DOCKER)
    await images.check_daemon(pictured, user)
    sets = await packaging.field_sets(tuple(targets.values()))
    try:
        built = await packaging.build(sets)
    except ProcessExecutionFailure as error:
        if "docker image" not in str(error):
            raise
        raise worded.not_built(pictured, error.stderr.decode("utf-8", "replace")) from error
    by_address = {each.address: package for each, package in zip(sets, built)}
    identifiers = await images.identifiers(
        {str(address): package.image for address, package in by_address.items() if package.image}, user
    )
    runner_file = _file(by_address, next(iter(groups[-1])))
    runner_path = f".pantstack/runner/{runner_file.file_digest.fingerprint}/runner.pex"
    artifacts: dict[str, tuple[Artifact, ...]] = {module.path: () for module in modules}
    placed = [_placed(runner_file, runner_path)]
    for each in claimed:
        file = _file(by_address, each.target)
        artifact = _artifact(each, file, identifiers, by_address[each.target.address].tag)
        artifacts[each.module] += (artifact,)
        placed.append(_placed(file, artifact.path))
    return Packaged(artifacts, tuple(placed), runner_path)


def _claimed(module: Declared, group: Iterable[Target], runs: str) -> tuple[_Claimed, ...]:
    """The deployables of the kind that the environment runs; all, if there is none of that kind."""
    build = f"{module.path}/BUILD"
    found = tuple(_Claimed(module.path, each, kind_of(each.alias, str(each.address), build)) for each in group)
    return tuple(each for each in found if each.kind.name == runs) or found


def _file(built: dict[Address, packaging.Package], target: Target) -> FileEntry:
    package = built.get(target.address)
    if package is None or package.file is None:
        raise DeployError(
            f"{target.address}: is not packaged as one file.\nLeave `layout` of the {target.alias} at its default."
        )
    return package.file


def _artifact(claimed: _Claimed, file: FileEntry, identifiers: Mapping[str, str], tag: str) -> Artifact:
    name = claimed.target.address.target_name
    digest = identifiers.get(str(claimed.target.address), f"sha256:{file.file_digest.fingerprint}")
    path = claimed.kind.path(name, digest.rpartition(":")[2])
    return Artifact(claimed.kind.name, name, path, digest, tag)


def _placed(file: FileEntry, path: str) -> FileEntry:
    return FileEntry(path, file.file_digest, is_executable=True)


async def digest_of(files: tuple[Union[FileContent, FileEntry], ...]) -> Digest:
    """What is to be written before the runner starts.

    Args:
        files: the plan and artifacts that are not kept yet.
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
