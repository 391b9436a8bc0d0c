"""Packages deployables and the runner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Union

from pants.backend.python.util_rules.interpreter_constraints import InterpreterConstraints
from pants.engine.addresses import Address
from pants.engine.fs import Digest, FileContent, FileEntry
from pants.engine.process import InteractiveProcess, Process, ProcessCacheScope, ProcessExecutionFailure
from pants.engine.target import Target

from pantstack.base.errors import UserError
from pantstack.deploy.artifact_kinds.backends import Answer, ArtifactBackend, Command, backend_for
from pantstack.deploy.contract.model import Artifact
from pantstack.deploy.pants_rules import module_inputs
from pantstack.deploy.planning.selection import DeclaredModule
from pantstack.pants_port import packaging, processes


@dataclass(frozen=True)
class Packaged:
    """Packaged artifacts, and the packaged runner.

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
    backend: ArtifactBackend

    @property
    def address(self) -> str:
        return str(self.target.address)


async def package(modules: tuple[DeclaredModule, ...], runner: str, runs: str, user: Mapping[str, str]) -> Packaged:
    """Package the modules' deployables and the runner.

    Args:
        runs: the kind of artifact that services of the environment run from.

    Raises:
        UserError: if something cannot be deployed.
    """
    groups = await packaging.targets_at((*map(module_inputs.addresses, modules), module_inputs.runner_address(runner)))
    claimed = [each for module, group in zip(modules, groups) for each in _claimed(module, group, runs)]
    targets = {each.address: each for each in (*(one.target for one in claimed), *groups[-1])}
    addresses: dict[ArtifactBackend, tuple[str, ...]] = {}
    for each in claimed:
        addresses[each.backend] = (*addresses.get(each.backend, ()), each.address)
    await _probe(addresses, user)
    by_address = await _build(targets.values(), addresses)
    digests = await _digests(claimed, by_address, user)
    runner_file = _file(by_address, next(iter(groups[-1])))
    runner_path = f".pantstack/runner/{runner_file.file_digest.fingerprint}/runner.pex"
    artifacts: dict[str, tuple[Artifact, ...]] = {module.path: () for module in modules}
    placed = [_placed(runner_file, runner_path)]
    for each in claimed:
        file = _file(by_address, each.target)
        artifact = _artifact(each, file, digests)
        artifacts[each.module] += (artifact,)
        placed.append(_placed(file, artifact.path))
    return Packaged(artifacts, tuple(placed), runner_path)


def _claimed(module: DeclaredModule, group: Iterable[Target], runs: str) -> tuple[_Claimed, ...]:
    """The deployables of the kind that the environment runs; all, if there is none of that kind."""
    build = f"{module.path}/BUILD"
    claimed = tuple(_Claimed(module.path, each, backend_for(each.alias, str(each.address), build)) for each in group)
    return tuple(each for each in claimed if each.backend.name == runs) or claimed


async def _build(
    targets: Iterable[Target], addresses: Mapping[ArtifactBackend, tuple[str, ...]]
) -> dict[Address, packaging.Package]:
    """Package targets, and return the packages by address."""
    sets = await packaging.field_sets(tuple(targets))
    try:
        built = await packaging.build(sets)
    except ProcessExecutionFailure as failure:
        stderr = failure.stderr.decode("utf-8", "replace")
        errors = (backend.build_error(of_kind, str(failure), stderr) for backend, of_kind in addresses.items())
        raise next(filter(None, errors), failure) from failure
    return {each.address: package for each, package in zip(sets, built)}


async def _probe(addresses: Mapping[ArtifactBackend, tuple[str, ...]], user: Mapping[str, str]) -> None:
    """Refuse to build where that cannot work."""
    commands = {backend: backend.probe(of_kind, user) for backend, of_kind in addresses.items()}
    probed = {backend: command for backend, command in commands.items() if command}
    for backend, answer in zip(probed, await _answers(tuple(probed.values()))):
        if answer.exit_code:
            raise backend.probe_error(addresses[backend], answer)


async def _digests(
    claimed: Iterable[_Claimed], built: Mapping[Address, packaging.Package], user: Mapping[str, str]
) -> dict[str, str]:
    """By address, the digests of artifacts that are not their files."""
    commands = {
        each: each.backend.identify(built[each.target.address].identifier, user)
        for each in claimed
        if each.target.address in built
    }
    identified = {each: command for each, command in commands.items() if command}
    answers = await _answers(tuple(identified.values()))
    return {each.address: each.backend.digest(each.address, answer) for each, answer in zip(identified, answers)}


async def _answers(commands: tuple[Command, ...]) -> tuple[Answer, ...]:
    results = await processes.results(
        tuple(
            Process(
                each.argv,
                description=f"Asking {Path(each.argv[0]).name}: {each.argv[1]}",
                env=dict(each.env),
                # What runs on this machine may change at any time.
                cache_scope=ProcessCacheScope.PER_SESSION,
            )
            for each in commands
        )
    )
    return tuple(
        Answer(each.exit_code, each.stdout.decode("utf-8", "replace"), each.stderr.decode("utf-8", "replace"))
        for each in results
    )


def _file(built: Mapping[Address, packaging.Package], target: Target) -> FileEntry:
    package = built.get(target.address)
    if package is None or package.file is None:
        raise UserError(
            f"{target.address}: is not packaged as one file.", f"Leave `layout` of the {target.alias} at its default."
        )
    return package.file


def _artifact(claimed: _Claimed, file: FileEntry, digests: Mapping[str, str]) -> Artifact:
    name = claimed.target.address.target_name
    digest = digests.get(claimed.address, f"sha256:{file.file_digest.fingerprint}")
    path = claimed.backend.path(name, digest.rpartition(":")[2])
    return Artifact(claimed.backend.name, name, path, digest)


def _placed(file: FileEntry, path: str) -> FileEntry:
    return FileEntry(path, file.file_digest, is_executable=True)


async def digest_of(files: tuple[Union[FileContent, FileEntry], ...]) -> Digest:
    """Gather the files to write before the runner starts."""
    # Modules with the same content share a file.
    return await packaging.gathered(tuple(dict.fromkeys(files)))


async def process_for(
    constraints: InterpreterConstraints, argv: tuple[str, ...], variables: dict[str, str]
) -> InteractiveProcess:
    """Make the process that runs a PEX in the user's terminal."""
    (python,) = await processes.interpreters((constraints,))
    return InteractiveProcess((python.path, *argv), env=variables, run_in_workspace=True)
