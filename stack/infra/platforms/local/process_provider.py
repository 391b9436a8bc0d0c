"""Pulumi's dynamic providers over the processes of this machine.

Pulumi stores a reference to these classes in its state: whoever moves or renames one leaves running services
that `--destroy` cannot end.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi import dynamic

from pantstack_runtime import ports, process
from pantstack_runtime.process_identity import Identity

_TIMEOUT: Final = "PANTSTACK_HEALTH_TIMEOUT"
_DEFAULT_TIMEOUT: Final = 60.0
# A change of any of these needs another process.
_REPLACING: Final = ("name", "digest", "port", "env")


def patience() -> float:
    """The seconds that a service may take to become healthy.

    Raises:
        service.ServiceError: if the variable for it holds no sensible number.
    """
    said = os.environ.get(_TIMEOUT, "")
    try:
        seconds = float(said) if said else _DEFAULT_TIMEOUT
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:  # noqa: PLR2004 - an hour
        raise process.ServiceError(
            f"{_TIMEOUT}={said} is not a number of seconds between 0 and 3600.\nSet another, or unset it."
        )
    return seconds


class PortProvider(dynamic.ResourceProvider):
    """Allocates a port once and keeps it."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Allocate."""
        port = ports.allocate(props["owner"])
        return dynamic.CreateResult(f"port-of-{props['owner']}", {**props, "port": port})

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Nothing changes a port that was given."""
        return dynamic.DiffResult(changes=False)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """The port as it was given."""
        return dynamic.ReadResult(id_, props)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Give it up: who listens there now, an interrupted deploy left."""
        process.end_forgotten(props["owner"])


class ProcessProvider(dynamic.ResourceProvider):
    """Runs a service as a process."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Start it, and wait until it is healthy."""
        wanted = process.Service(
            name=props["name"],
            pex=Path(props["pex"]),
            port=int(props["port"]),
            log=Path(props["log"]),
            pex_root=Path(props["pex_root"]),
            env=props["env"],
            owner=props["owner"],
        )
        identity = wanted.start(patience())
        outs = {**props, "pid": identity.pid, "started": identity.started, "url": wanted.url}
        return dynamic.CreateResult(f"{props['name']}-{identity.pid}", outs)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """A process is never changed, only replaced; the old one makes room first."""
        changed = [key for key in _REPLACING if plain(olds.get(key)) != plain(news.get(key))]
        return dynamic.DiffResult(changes=bool(changed), replaces=changed, delete_before_replace=True)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """The process, if it still runs."""
        return dynamic.ReadResult(id_ if _identity(props).is_alive() else "", props)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """End it, and wait until its port is free."""
        process.end(props["name"], _identity(props), int(props["port"]))


def _identity(props: dict[str, Any]) -> Identity:
    return Identity(int(props["pid"]), str(props["started"]))


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a property holds
    """A property as Python has it.

    Args:
        value: as Pulumi has it.
    """
    # Pulumi's numbers come back as floats.
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Port(dynamic.Resource, module="pantstack", name="Port"):
    """A port of this machine, kept for its owner.

    Attributes:
        port: its number.
    """

    port: pulumi.Output[int]

    def __init__(self, name: str, *, owner: str, opts: pulumi.ResourceOptions | None = None) -> None:
        """Allocate a port.

        Args:
            name: the resource's name.
            owner: what the port is for; the same owner gets the same port again where it can.
            opts: Pulumi's options.
        """
        super().__init__(PortProvider(), name, {"owner": owner, "port": None}, opts)


class Process(dynamic.Resource, module="pantstack", name="Process"):
    """A service as a process of this machine.

    Attributes:
        url: where it answers.
        pid: the number of its process.
    """

    url: pulumi.Output[str]
    pid: pulumi.Output[int]

    def __init__(self, name: str, props: pulumi.Inputs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Run a service.

        Args:
            name: the resource's name.
            props: `name`, `owner`, `pex`, `digest`, `port`, `log`, `pex_root` and `env`.
            opts: Pulumi's options.
        """
        empty = {"url": None, "pid": None, "started": None}
        super().__init__(ProcessProvider(), name, {**empty, **props}, opts)
