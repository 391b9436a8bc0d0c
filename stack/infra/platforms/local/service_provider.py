"""Pulumi's dynamic providers for the ports and services of this machine.

A state refers to these classes by module and name, so a state that was written before one moved or was renamed cannot
be read any more: the runner says so, and services have to be destroyed by the version that deployed them.
"""

from __future__ import annotations

import os
from typing import Any, Final

import pulumi
from pulumi import dynamic

from pantstack.deploy.artifact_kinds.runtimes import runtime
from pantstack_runtime import ports, process

_TIMEOUT: Final = "PANTSTACK_HEALTH_TIMEOUT"
_DEFAULT_TIMEOUT: Final = 60.0
# A change of any of these needs another instance, whatever the kind of the artifact.
_REPLACING: Final = ("kind", "name", "digest", "port", "env")


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
        """Allocate the port."""
        port = ports.allocate(props["owner"])
        return dynamic.CreateResult(f"port-of-{props['owner']}", {**props, "port": port})

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Report no change: a port that was allocated stays."""
        return dynamic.DiffResult(changes=False)

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
        """Start the service and wait until it is healthy."""
        started = runtime(props["kind"]).start(props, _health_timeout())
        return dynamic.CreateResult(started.identifier, {**props, **started.outputs})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Replace the service on a change that its process could not notice; the old one makes room first."""
        keys = (*_REPLACING, *runtime(news["kind"]).replacing)
        changed = [key for key in keys if _plain(olds.get(key)) != _plain(news.get(key))]
        return dynamic.DiffResult(changes=bool(changed), replaces=changed, delete_before_replace=True)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Return the service if it still runs."""
        return dynamic.ReadResult(id_ if runtime(props["kind"]).is_running(props) else "", props)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """End the service and wait until its port is free."""
        runtime(props["kind"]).stop(props)


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
            props: `kind`, `name`, `digest`, `port`, `log`, `env`, and what the kind's `inputs` returned.
        """
        super().__init__(ServiceProvider(), name, {"url": None, **props}, opts)
