"""An image in the registry of an environment, or as a container of this machine."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pantstack.deploy.artifact_kinds.docker import registry
from pantstack.deploy.artifact_kinds.runtimes import ArtifactRuntime, Delivery, LocalService, Started
from pantstack_runtime import container, docker, marks
from pantstack_runtime.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class DockerRuntime(ArtifactRuntime):
    """An image; its file is only a description."""

    is_file = False
    needs_registry = True
    replacing = ("title", "writable")

    def deliver(self, delivery: Delivery) -> str:
        """Pull or push the image as the environment needs it, and return the name under which it runs.

        Raises:
            DeliveryError: if there is no Docker, or the image cannot be pulled or pushed.
        """
        return registry.deliver(delivery)

    def unused(self, digests: frozenset[str], registries: Collection[str]) -> tuple[tuple[str, ...], str]:
        """Find the tags of images that nothing needs; the images themselves are Docker's to remove."""
        return registry.removable_tags(digests, registries)

    def remove(self, name: str) -> str:
        """Remove a tag."""
        return registry.remove_tag(name)

    def inputs(self, service: LocalService) -> dict[str, Any]:
        """Add the image and the container's name."""
        return {
            "title": f"pantstack-{service.environment}-{service.module}-{zlib.crc32(service.home.encode()):08x}",
            "image": service.reference,
            "writable": service.writable,
        }

    def candidate(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Give the container another name than that of the one that runs."""
        return {**super().candidate(inputs), "title": f"{inputs['title']}-candidate"}

    def start(self, inputs: Mapping[str, Any], timeout: float) -> Started:
        """Start a container and wait until it is healthy.

        Raises:
            docker.DockerError: if it is not healthy in time; then no container is left.
        """
        service = container.Container(
            name=inputs["name"],
            title=inputs["title"],
            image=inputs["image"],
            port=int(inputs["port"]),
            log=Path(inputs["log"]),
            env=inputs["env"],
            mark=Mark(**inputs["mark"]),
            writable=bool(inputs["writable"]),
        )
        identifier = service.start(timeout)
        return Started(identifier, {"container": identifier, "url": service.url})

    def is_running(self, outputs: Mapping[str, Any]) -> bool:
        """Whether the container still runs, and is not of the work tree that this one was copied from."""
        return docker.state(outputs["container"]) == "running" and not _is_of_another(outputs)

    def stop(self, outputs: Mapping[str, Any]) -> None:
        """End and remove the container, unless another work tree started it.

        Raises:
            docker.DockerError: if it cannot be removed, or leaves its port taken.
        """
        if not _is_of_another(outputs):
            container.end(outputs["name"], outputs["container"], int(outputs["port"]))


def _is_of_another(outputs: Mapping[str, Any]) -> bool:
    return marks.is_another(marks.home_of_container(outputs["container"]), marks.here())


RUNTIME: Final = DockerRuntime()
