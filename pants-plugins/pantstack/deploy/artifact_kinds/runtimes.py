"""What the runner and `stack/infra` ask of an artifact kind."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pantstack.deploy.artifact_kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


@dataclass(frozen=True)
class Delivery:
    """An artifact, and where the environment takes it from.

    Attributes:
        digest: of its content, "sha256:...".
        registry: where the environment takes it from; None for this machine.
        others: registries of other environments that may have it.
        note: called with a message and the details of the event.
    """

    module: str
    artifact: str
    digest: str
    registry: str | None
    others: tuple[str, ...]
    preview: bool
    note: Callable[..., None]


class DeliveryError(Exception):
    """An artifact cannot be brought to where the environment takes it from.

    Attributes:
        exit_code: 2 if something is not installed or configured, 1 if it failed.
    """

    def __init__(self, message: str, help: str, *, exit_code: int = 1) -> None:
        """Say what is wrong and what to do."""
        super().__init__(message, help)
        self.message, self.help, self.exit_code = message, help, exit_code


@dataclass(frozen=True)
class LocalService:
    """A service of this machine, before it is started.

    Attributes:
        home: the folder of the work tree for state, logs and artifacts; it tells clones apart.
        cache: the folder of this user for what all work trees share.
        path: the artifact's file, absolute.
        reference: what `deliver` returned, else the artifact's digest.
        writable: whether it may write anywhere in its file system.
    """

    module: str
    environment: str
    home: str
    cache: str
    path: str
    reference: str
    writable: bool


@dataclass(frozen=True)
class Started:
    """A service that runs: its identifier, and what `is_running` and `stop` need to find it again, `url` included."""

    identifier: str
    outputs: Mapping[str, Any]


class ArtifactRuntime:
    """An artifact kind where it is delivered and run; what is not overridden is right for a plain file.

    Attributes:
        is_file: whether the artifact is its file: kept beside the records, and verified by its hash.
        needs_registry: whether an environment elsewhere takes it from a registry.
        runs_here: whether this machine runs it, by `inputs`, `start`, `is_running` and `stop`.
        takes_starter: whether `start` heeds `starter`, the command of a process that runs the artifact when it is time,
            and `arguments`, those of the artifact itself.
        replacing: further inputs of which a change needs a new instance, besides name, digest, port and env.
    """

    is_file: bool = True
    needs_registry: bool = False
    runs_here: bool = True
    takes_starter: bool = False
    replacing: tuple[str, ...] = ()

    def deliver(self, delivery: Delivery) -> str:  # noqa: ARG002 - for kinds that override it
        """Bring the artifact to where the environment takes it from.

        Returns:
            What a program is given as the artifact's reference, "" if a preview does not know it yet.

        Raises:
            DeliveryError: if that cannot be done.
        """
        return ""

    def unused(self, digests: frozenset[str], registries: Collection[str]) -> tuple[tuple[str, ...], str]:  # noqa: ARG002
        """The names on this machine of artifacts that nothing needs, and why that is not known, if so.

        Args:
            digests: hexadecimal digests of the artifacts that no record needs.
        """
        return (), ""

    def remove(self, name: str) -> str:
        """Remove one of the names that `unused` returned; return what went wrong, if anything."""
        raise NotImplementedError(name)

    def inputs(self, service: LocalService) -> dict[str, Any]:
        """What `start` needs beyond name, digest, port, log, env and mark, which every kind gets."""
        raise NotImplementedError(f"{service.module}: this kind does not run on this machine")

    def candidate(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """What `start` needs for an instance that is tried on another port beside the one that runs."""
        # Another owner: what carries that of the one that runs is ended by a start.
        return {**inputs, "mark": {**inputs["mark"], "owner": f"{inputs['mark']['owner']} candidate"}}

    def start(self, inputs: Mapping[str, Any], timeout: float) -> Started:
        """Start a service and wait until it is healthy, for some seconds at most."""
        raise NotImplementedError(inputs["name"], timeout)

    def is_running(self, outputs: Mapping[str, Any]) -> bool:
        """Whether a service that `start` started still runs, and is not another work tree's."""
        raise NotImplementedError(outputs["name"])

    def stop(self, outputs: Mapping[str, Any]) -> None:
        """End a service, unless it is another work tree's, and wait until its port is free."""
        raise NotImplementedError(outputs["name"])


def runtime(kind: str) -> ArtifactRuntime:
    """The runtime of a kind.

    Raises:
        KeyError: if there is no such kind.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    found: ArtifactRuntime = importlib.import_module(f"pantstack.deploy.artifact_kinds.{kind}.runtime").RUNTIME
    return found
