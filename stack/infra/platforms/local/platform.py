"""This machine: a service is a process or a container, its URL has a port of 127.0.0.1."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi

from stack.infra.platforms.local.container_provider import Container
from stack.infra.platforms.local.process_provider import Port, Process
from stack.infra.platforms.platform import Inbox, leave_out
from stack.infra.settings import not_yet

if TYPE_CHECKING:
    from stack.infra.platforms.platform import WorkloadSpec
    from stack.infra.settings import Artifact, Settings


def http_service(spec: WorkloadSpec) -> pulumi.Output[str]:
    """Run a service from its PEX or its image, and wait until it is healthy."""
    name, settings = spec.name, spec.settings
    artifact = settings.artifact(spec.deployable, ("docker", "pex"))
    home = Path(settings.home)
    opts = pulumi.ResourceOptions(parent=spec.parent)
    # The folder is part of the owner, so that two clones of one repository do not ask for the same port.
    owner = f"{name}-{settings.environment}-{home}"
    port = Port(f"{name}-port", owner=owner, opts=opts)
    common = {
        "name": name,
        "digest": artifact.digest,
        "port": port.port,
        "log": str(home / "logs" / settings.environment / f"{name}.log"),
        "env": {**addresses(settings), **spec.env, "PANTSTACK_DIGEST": artifact.digest},
    }
    if artifact.kind == "docker":
        return Container(f"{name}-container", {**common, **_container(spec, artifact)}, opts).url
    own = {"owner": owner, "pex": artifact.path, "pex_root": settings.pex_root}
    return Process(f"{name}-process", {**common, **own}, opts).url


def worker(spec: WorkloadSpec, _visibility: int) -> Inbox:
    """Leave a worker out: this machine has no queues."""
    leave_out(spec, "Worker", "queues")
    return Inbox(pulumi.Output.from_input(""), ())


def schedule(spec: WorkloadSpec, _expression: str, _zone: str) -> None:
    """Leave a schedule out: this machine has no scheduler."""
    leave_out(spec, "Schedule", "scheduler")


def _container(spec: WorkloadSpec, artifact: Artifact) -> dict[str, pulumi.Input[object]]:
    """Return the inputs that only a container has."""
    name, settings = spec.name, spec.settings
    clone = zlib.crc32(settings.home.encode())
    labels = {"module": name, "environment": settings.environment, "home": settings.home}
    return {
        "title": f"pantstack-{settings.environment}-{name}-{clone:08x}",
        "image": settings.images.get(artifact.name) or artifact.digest,
        "labels": labels,
        "writable": spec.requirements.writable,
    }


def addresses(settings: Settings) -> dict[str, pulumi.Input[str]]:
    """Where the modules answer that this one depends on, by the environment variables for it.

    Args:
        settings: the environment.
    """
    stacks = {
        name: pulumi.StackReference(f"organization/{name}/{settings.environment}") for name in settings.dependencies
    }
    return {f"{name.upper()}_BASE_URL": _address(name, stack, settings) for name, stack in stacks.items()}


def _address(name: str, stack: pulumi.StackReference, settings: Settings) -> pulumi.Output[str]:
    """Where a module answers; a preview does not know that of one that is not up yet."""

    def known(url: str | None) -> pulumi.Output[str]:
        if url is not None:
            return pulumi.Output.from_input(url)
        return not_yet(
            f"{name} is not up in {settings.environment}, so nobody can be told its address.\n"
            "Deploy it first, or both at once by --with-dependencies."
        )

    return stack.get_output("url").apply(known)
