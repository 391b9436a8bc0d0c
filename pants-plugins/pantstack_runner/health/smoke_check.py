"""The smoke test of a module that was just brought up: it is healthy, and what runs is what was deployed."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Final

from pantstack_runner.health import liveness
from pantstack_runtime import docker
from pantstack_runtime.process_identity import variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack_runner.context import Context
    from pantstack_runner.contract.module import Module

# Of a service's process or container: the digest of the artifact that it was started from.
DIGEST: Final = "PANTSTACK_DIGEST"
# Of a service's answer, if it cares to tell.
HEADER: Final = "X-Pantstack-Digest"
_SETTLE_TIMEOUT: Final = 10.0
_POLL: Final = 0.3
_REQUEST_TIMEOUT: Final = 5.0


def find_fault(context: Context, module: Module, outputs: Mapping[str, Any]) -> str:
    """What is wrong with a module that was just brought up; nothing if all is well.

    Args:
        context: where to act.
        module: the module.
        outputs: what its stack gives; without a `url` there is nobody to ask.
    """
    digests = {artifact.digest for artifact in module.artifacts}
    # A URL of a module without artifacts is not that of a service of its own.
    health = liveness.health_url(context, module.name, outputs) if module.artifacts else ""
    if health:
        wrong, told = _wait_for_answer(health)
        if wrong:
            return wrong
        if told and told not in digests:
            return f"GET {health} says that it is of {told[:19]}, not of {_format_digests(digests)}"
    for process in liveness.processes(context, module.name) or ():
        if not process.is_alive():
            return f"process {process.pid} has ended"
        runs = variable(process.pid, DIGEST)
        if runs and runs not in digests:
            return f"process {process.pid} is of {runs[:19]}, not of {_format_digests(digests)}"
    return next(
        filter(None, (_container_fault(each, digests) for each in liveness.containers(context, module.name))), ""
    )


def _container_fault(container: str, digests: set[str]) -> str:
    """What is wrong with a container of this machine."""
    shown = f"container {container[:12]}"
    try:
        if docker.state(container) != "running":
            return f"{shown} has ended"
        variables = json.loads(docker.run("inspect", "--format={{json .Config.Env}}", container)) or ()
    except docker.DockerError as error:
        return f"{shown} cannot be asked: {str(error).splitlines()[0].rstrip('.')}"
    runs = next((str(each).removeprefix(f"{DIGEST}=") for each in variables if str(each).startswith(f"{DIGEST}=")), "")
    return f"{shown} is of {runs[:19]}, not of {_format_digests(digests)}" if runs and runs not in digests else ""


def _wait_for_answer(url: str) -> tuple[str, str]:
    """What is wrong with the answer after some patience, and which digest it tells of."""
    deadline = time.monotonic() + _SETTLE_TIMEOUT
    while True:
        wrong, told = _request(url)
        if not wrong or time.monotonic() > deadline:
            return wrong, told
        time.sleep(_POLL)


def _request(url: str) -> tuple[str, str]:
    try:
        with urllib.request.urlopen(url, timeout=_REQUEST_TIMEOUT) as answer:  # noqa: S310 - http, as the caller sees to
            wrong = "" if answer.status == http.HTTPStatus.OK else f"GET {url} answers {answer.status}"
            return wrong, answer.headers.get(HEADER, "")
    except urllib.error.HTTPError as error:
        return f"GET {url} answers {error.code}", ""
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"GET {url} fails ({getattr(error, 'reason', None) or type(error).__name__})", ""


def _format_digests(digests: set[str]) -> str:
    return " or ".join(sorted(digest[:19] for digest in digests)) or "any artifact"
