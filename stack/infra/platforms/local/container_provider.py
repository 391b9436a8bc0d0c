"""Pulumi's dynamic provider over the containers of this machine.

Pulumi stores a reference to this class in its state: whoever moves or renames it leaves running containers that
`--destroy` cannot end.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi import dynamic

from pantstack_runtime import container, docker
from stack.infra.platforms.local.process_provider import patience, plain

# A change of any of these needs another container; the image may be known by another name meanwhile.
_REPLACING: Final = ("name", "title", "digest", "port", "env", "labels", "writable")


class ContainerProvider(dynamic.ResourceProvider):
    """Runs a service in a container."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Start it, and wait until it is healthy."""
        wanted = container.Container(
            name=props["name"],
            title=props["title"],
            image=props["image"],
            port=int(props["port"]),
            log=Path(props["log"]),
            env=props["env"],
            labels=props["labels"],
            writable=bool(props["writable"]),
        )
        identifier = wanted.start(patience())
        return dynamic.CreateResult(identifier, {**props, "container": identifier, "url": wanted.url})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """A container is never changed, only replaced; the old one makes room first."""
        changed = [key for key in _REPLACING if plain(olds.get(key)) != plain(news.get(key))]
        return dynamic.DiffResult(changes=bool(changed), replaces=changed, delete_before_replace=True)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """The container, if it still runs."""
        return dynamic.ReadResult(id_ if docker.state(props["container"]) == "running" else "", props)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """End it, and wait until its port is free."""
        container.end(props["name"], props["container"], int(props["port"]))


class Container(dynamic.Resource, module="pantstack", name="Container"):
    """A service in a container of this machine.

    Attributes:
        url: where it answers.
        container: the identifier of its container.
    """

    url: pulumi.Output[str]
    container: pulumi.Output[str]

    def __init__(self, name: str, props: pulumi.Inputs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Run a service.

        Args:
            name: the resource's name.
            props: `name`, `title`, `image`, `digest`, `port`, `log`, `env`, `labels` and `writable`.
            opts: Pulumi's options.
        """
        super().__init__(ContainerProvider(), name, {"url": None, "container": None, **props}, opts)
