"""What this machine runs: services, workers and schedules, each on a port of 127.0.0.1 that it keeps."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi

from pantstack.deploy.artifact_kinds import KINDS
from pantstack.deploy.artifact_kinds.runtimes import LocalService, runtime
from pantstack_runtime.marks import Mark
from stack.infra.contract.platform import Inbox, leave_out
from stack.infra.contract.settings import unknown_in_preview
from stack.infra.platforms.local.scheduler import UnsupportedError, next_time, zone_of
from stack.infra.platforms.local.service_provider import Port, Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stack.infra.contract.platform import WorkloadSpec
    from stack.infra.contract.settings import Artifact, Settings


def http_service(spec: WorkloadSpec) -> pulumi.Output[str]:
    """Run a service from its artifact, and wait until it is healthy.

    Raises:
        pulumi.RunError: if no kind runs the artifact here.
    """
    return _service(spec, spec.name)


def worker(spec: WorkloadSpec, _visibility: int) -> Inbox:
    """Run a worker as a service whose queue lives in its memory: others send to the worker itself.

    Raises:
        pulumi.RunError: if no kind runs the artifact here.
    """
    address = _service(spec, f"{spec.name}-worker")
    return Inbox(address.apply(lambda url: f"{url}/messages"), (), address)


def schedule(spec: WorkloadSpec, expression: str, zone: str) -> None:
    """Run a scheduler as a service that starts the task from its artifact.

    Raises:
        pulumi.RunError: if no kind runs the artifact here, or this machine does not know such a schedule.
    """
    artifact = spec.settings.artifact(spec.deployable)
    if artifact.kind in KINDS and not runtime(artifact.kind).takes_starter:
        leave_out(spec, "Schedule", f"scheduler for an artifact of kind {artifact.kind}")
        return
    try:
        now = datetime.now(UTC)
        next_time(expression, zone_of(zone), now, now)
    except UnsupportedError as error:
        raise pulumi.RunError(
            f'Schedule "{spec.name}": platform "{spec.settings.platform}" does not know {error}.\n'
            "Write another one, or deploy to an environment on a platform that knows it."
        ) from error
    task = {"schedule": [expression, zone], "arguments": list(spec.requirements.command)}
    _service(spec, f"{spec.name}-schedule", task)


def _service(spec: WorkloadSpec, name: str, more: Mapping[str, Any] | None = None) -> pulumi.Output[str]:
    settings = spec.settings
    artifact = settings.artifact(spec.deployable)
    # The folder is part of the owner, so that two clones of one repository do not ask for the same port.
    owner = f"{name}-{settings.environment}-{settings.home}"
    own = {**_inputs_of_kind(spec, artifact, name), **(more or {})}
    opts = pulumi.ResourceOptions(parent=spec.parent)
    common = {
        "kind": artifact.kind,
        "name": name,
        "digest": artifact.digest,
        "port": Port(f"{name}-port", owner=owner, opts=opts).port,
        "log": str(Path(settings.home, "logs", settings.environment, f"{spec.name}.log")),
        "env": {**addresses(settings), **spec.env, "PANTSTACK_DIGEST": artifact.digest},
        "mark": asdict(Mark(owner, pulumi.get_project(), settings.environment, settings.home)),
    }
    return Service(f"{name}-service", {**common, **own}, opts).url


def _inputs_of_kind(spec: WorkloadSpec, artifact: Artifact, name: str) -> dict[str, Any]:
    settings = spec.settings
    if artifact.kind not in KINDS or not runtime(artifact.kind).runs_here:
        raise pulumi.RunError(
            f'Platform "{settings.platform}" cannot run "{artifact.name}", an artifact of kind {artifact.kind}.\n'
            "Pass another `deployable` to the service."
        )
    service = LocalService(
        module=name,
        environment=settings.environment,
        home=settings.home,
        cache=settings.cache,
        path=artifact.path,
        reference=settings.images.get(artifact.name) or artifact.digest,
        writable=spec.requirements.writable,
    )
    return runtime(artifact.kind).inputs(service)


def addresses(settings: Settings) -> dict[str, pulumi.Input[str]]:
    """Return the addresses of the modules that this one depends on, by environment variable."""
    stacks = {
        # pantstack: ignore[unprovable-stack-reference] the dependencies of the module that uses the platform
        name: pulumi.StackReference(f"organization/{name}/{settings.environment}")
        for name in settings.dependencies
    }
    return {f"{name.upper()}_BASE_URL": _address(name, stack, settings) for name, stack in stacks.items()}


def _address(name: str, stack: pulumi.StackReference, settings: Settings) -> pulumi.Output[str]:
    """Where a module answers; a preview does not know that of one that is not up yet."""

    def known(url: str | None) -> pulumi.Output[str]:
        if url is not None:
            return pulumi.Output.from_input(url)
        return unknown_in_preview(
            f"{name} is not up in {settings.environment}, so its address is not known.\n"
            "Deploy it first, or both with --with-dependencies."
        )

    return stack.get_output("url").apply(known)
