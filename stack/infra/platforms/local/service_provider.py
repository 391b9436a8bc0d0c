"""Pulumi's dynamic providers for the ports and services of this machine.

A state refers to these classes by module and name, so a state that was written before one moved or was renamed cannot
be read any more: the runner says so, and services have to be destroyed by the version that deployed them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi import dynamic

from pantstack.deploy.artifact_kinds.runtimes import runtime
from pantstack_runtime import health, marks, ports, process
from stack.infra.platforms.local import scheduler

_TIMEOUT: Final = "PANTSTACK_HEALTH_TIMEOUT"
_DEFAULT_TIMEOUT: Final = 60.0
_ANSWER_TIMEOUT: Final = 5.0
_RELEASE_TIMEOUT: Final = 10.0
# Set by the runner: services are replaced though nothing changed.
RESTART: Final = "PANTSTACK_RESTART"
# A change of any of these needs another instance, whatever the kind of the artifact.
_REPLACING: Final = ("kind", "name", "digest", "port", "env", "schedule", "arguments")


def _health_timeout() -> float:
    """Return the seconds that a service may take to become healthy.

    Raises:
        process.ServiceError: if the variable for it holds no sensible number.
    """
    text = os.environ.get(_TIMEOUT, "")
    try:
        seconds = float(text) if text else _DEFAULT_TIMEOUT
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour
        raise process.ServiceError(
            f"{_TIMEOUT}={text} is not a number of seconds between 0 and 3600.\nSet another, or unset it."
        )
    return seconds


class PortProvider(dynamic.ResourceProvider):
    """Allocates a port once and keeps it."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Allocate the port, or keep that of an instance that no state knows of."""
        running = marks.of_owner(props["owner"])
        port = next((each.port for each in running if each.port), 0) or ports.allocate(props["owner"])
        return dynamic.CreateResult(f"port-of-{props['owner']}", {**props, "port": port})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Keep a port that was allocated, except in a copy of its work tree, which has no right to it."""
        is_copy = bool(marks.here()) and olds["owner"] != news["owner"]
        return dynamic.DiffResult(changes=is_copy, replaces=["owner"] if is_copy else [])

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Return the port as it was allocated."""
        return dynamic.ReadResult(id_, props)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Give the port up, and end what an interrupted deploy left there."""
        process.end_forgotten(props["owner"])


class ServiceProvider(dynamic.ResourceProvider):
    """Runs a service from its artifact, as the artifact's kind does it."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Start the service and wait until it is healthy; what runs so far ends only once another instance was."""
        timeout = _health_timeout()
        running = marks.of_owner(props["mark"]["owner"])
        if running:
            _try_beside(props, timeout)
            for each in running:
                each.end()
            ports.wait_until_free(int(props["port"]), _RELEASE_TIMEOUT)
        started = runtime(props["kind"]).start(_with_starter(props), timeout)
        return dynamic.CreateResult(started.identifier, {**props, **started.outputs, "healthy": True})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Replace the service on a change that its process could not notice, and one that is sick or to be restarted.

        One that is not found by its mark, and so could not be ended in time, makes room first.
        """
        keys = (*_REPLACING, *runtime(news["kind"]).replacing)
        changed = [key for key in keys if _plain(olds.get(key)) != _plain(news.get(key))]
        if olds.get("healthy") is False or os.environ.get(RESTART):
            changed.append("healthy")
        hidden = bool(changed) and not marks.of_owner(news["mark"]["owner"])
        return dynamic.DiffResult(changes=bool(changed), replaces=changed, delete_before_replace=hidden)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Return the service if it still runs, and whether it answers."""
        if not runtime(props["kind"]).is_running(props):
            return dynamic.ReadResult("", props)
        healthy = health.answers(int(props["port"]), _ANSWER_TIMEOUT)
        # What an older version started has none; that alone is no drift.
        noted = {"healthy": healthy} if "healthy" in props or not healthy else {}
        return dynamic.ReadResult(id_, {**props, **noted})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """End the service and wait until its port is free."""
        runtime(props["kind"]).stop(props)


def _try_beside(props: dict[str, Any], timeout: float) -> None:
    """Start an instance on another port, have it answer twice, and end it.

    Raises:
        process.ServiceError: if it is not healthy; then the one that runs is let be.
    """
    kind = runtime(props["kind"])
    port = ports.allocate(f"{props['mark']['owner']} candidate")
    candidate = {**kind.candidate(props), "port": port}
    log = Path(props["log"])
    begin = log.stat().st_size if log.exists() else 0
    started = kind.start(_with_starter(candidate), timeout)
    try:
        if not health.answers(port, _ANSWER_TIMEOUT):
            raise process.ServiceError(f"{health.no_longer(props['name'])}\n{health.tail(log, begin)}")
    finally:
        kind.stop({**candidate, **started.outputs})


def _with_starter(props: dict[str, Any]) -> dict[str, Any]:
    """Put the scheduler in front of what has a schedule; it has the interpreter and the libraries of the deploy."""
    if not props.get("schedule"):
        return props
    # Without the folder of the script among them: a module there is called as one of the standard library.
    starter = (sys.executable, "-P", scheduler.__file__, *props["schedule"])
    path = os.pathsep.join(filter(None, sys.path))
    return {**props, "starter": starter, "env": {**props["env"], "PYTHONPATH": path}}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a property holds
    # Pulumi's numbers come back as floats.
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Port(dynamic.Resource, module="pantstack", name="Port"):
    """A port of this machine, kept for its owner."""

    port: pulumi.Output[int]

    def __init__(self, name: str, *, owner: str, opts: pulumi.ResourceOptions | None = None) -> None:
        """Allocate a port.

        Args:
            owner: what the port is for; the same owner gets the same port again where it can.
        """
        super().__init__(PortProvider(), name, {"owner": owner, "port": None}, opts)


class Service(dynamic.Resource, module="pantstack", name="Service"):
    """A service of this machine."""

    url: pulumi.Output[str]

    def __init__(self, name: str, props: pulumi.Inputs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Run a service.

        Args:
            props: `kind`, `name`, `digest`, `port`, `log`, `env`, `mark`, what the kind's `inputs` returned; for a task
                also `schedule`, the expression and its time zone, and `arguments`.
        """
        super().__init__(ServiceProvider(), name, {"url": None, **props}, opts)
