"""The smoke test of a module after its deploy: it is healthy, and runs the deployed artifact."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Final

from pantstack_runner.health import liveness
from pantstack_runtime import docker
from pantstack_runtime.health import Answer, probe
from pantstack_runtime.process_identity import read_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

# Of a service's process or container: the digest of the artifact that it was started from.
DIGEST: Final = "PANTSTACK_DIGEST"
# An optional header of a service's answer.
HEADER: Final = "X-Pantstack-Digest"
_SETTLE_TIMEOUT: Final = 10.0
_POLL: Final = 0.3
_REQUEST_TIMEOUT: Final = 5.0


def find_fault(context: Context, module: Module, outputs: Mapping[str, Any]) -> str:
    """Return what is wrong with a module after its deploy, "" if nothing is."""
    return next(filter(None, _faults(context, module, outputs)), "")


def _faults(context: Context, module: Module, outputs: Mapping[str, Any]) -> Iterator[str]:
    digests = {artifact.digest for artifact in module.artifacts}
    # A URL of a module without artifacts is not that of a service of its own.
    health = liveness.health_url(context, module.name, outputs) if module.artifacts else ""
    if health:
        answer = _wait_for_answer(health)
        yield answer.fault or _artifact_fault(f"GET {health} reports", answer.headers.get(HEADER), digests)
    for process in liveness.processes(context, module.name) or ():
        if not process.is_alive():
            yield f"process {process.pid} has ended"
        yield _artifact_fault(f"process {process.pid} runs", read_variable(process.pid, DIGEST), digests)
    for container in liveness.containers(context, module.name):
        yield _container_fault(container, digests)


def _container_fault(container: str, digests: set[str]) -> str:
    """Return what is wrong with a container of this machine, "" if nothing is."""
    name = f"container {container[:12]}"
    try:
        if docker.state(container) != "running":
            return f"{name} has ended"
        variables = json.loads(docker.run("inspect", "--format={{json .Config.Env}}", container)) or ()
    except docker.DockerError as error:
        return f"{name} cannot be inspected: {str(error).splitlines()[0].rstrip('.')}"
    values = dict(str(entry).partition("=")[::2] for entry in variables)
    return _artifact_fault(f"{name} runs", values.get(DIGEST), digests)


def _wait_for_answer(url: str) -> Answer:
    """Return the first healthy answer, or the last one before the time is up."""
    deadline = time.monotonic() + _SETTLE_TIMEOUT
    while True:
        answer = probe(url, _REQUEST_TIMEOUT)
        if not answer.fault or time.monotonic() > deadline:
            return answer
        time.sleep(_POLL)


def _artifact_fault(subject: str, digest: str | None, digests: set[str]) -> str:
    """Return that something is of another artifact than these, "" if it is not or nobody knows."""
    if not digest or digest in digests:
        return ""
    expected = " or ".join(sorted(digest[:19] for digest in digests)) or "any artifact"
    return f"{subject} artifact {digest[:19]}, expected {expected}"
