"""Starting a service in a container, and ending it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pantstack_runtime import docker, health
from pantstack_runtime.ports import HOST, is_free, wait_until_free

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PATIENCE: Final = 10
# By this name a container of Docker Desktop finds what listens on the machine itself.
_OUTSIDE: Final = "host.docker.internal"


@dataclass(frozen=True)
class Container:
    """A service to run in a container.

    Attributes:
        name: the module's name.
        title: the container's name.
        image: the image, by a digest.
        port: where it is to listen.
        log: the file for its output.
        env: further environment variables.
        labels: by which people and tools find it.
        writable: whether it may write anywhere; if not, only below `/tmp`.
    """

    name: str
    title: str
    image: str
    port: int
    log: Path
    env: Mapping[str, str]
    labels: Mapping[str, str]
    writable: bool = False

    @property
    def url(self) -> str:
        """Where the service answers."""
        return f"http://{HOST}:{self.port}"

    def start(self, timeout: float) -> str:
        """Start the container and wait until it is healthy; its identifier.

        Args:
            timeout: seconds it may take.

        Raises:
            docker.DockerError: if it is not healthy in time; then no container is left.
        """
        # One of this name is left from a deploy that was killed.
        docker.remove(self.title, PATIENCE)
        if not is_free(self.port):
            raise docker.DockerError(
                f"Port {self.port}, kept for {self.name}, is taken by another process.\n"
                f"End that process, or deploy with --destroy first to give the port up."
            )
        shared = docker.shares_network()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            process = docker.attached(self.arguments(shared=shared), self.variables(shared=shared), log)
        fact = health.wait(self.name, self.port, timeout, process.poll)
        identifier = "" if fact else docker.run("inspect", "--format={{.Id}}", self.title)
        if fact:
            docker.remove(self.title, PATIENCE)
            process.kill()
            process.wait()
            raise docker.DockerError(f"{fact}.\n{health.tail(self.log, begin)}")
        return identifier

    def arguments(self, *, shared: bool) -> tuple[str, ...]:
        """What Docker is asked; values of variables stay out of it, since everybody sees arguments.

        Variables that Docker itself heeds are missing: `docker.attached` hands them over.

        Args:
            shared: whether the container has the network of this machine.
        """
        published = f"{HOST}:{self.port}:{self.port}"
        network = ("--network=host",) if shared else (f"--publish={published}", f"--add-host={_OUTSIDE}:host-gateway")
        labels = (f"--label=pantstack.{key}={value}" for key, value in sorted(self.labels.items()))
        env = (f"--env={key}" for key in sorted(self.variables(shared=shared)) if not docker.is_own(key))
        fixed = (f"--name={self.title}", "--rm", "--init", "--sig-proxy=false", "--log-driver=local")
        system = () if self.writable else ("--read-only", "--tmpfs=/tmp")
        return ("run", *fixed, *system, *network, *labels, *env, self.image)

    def variables(self, *, shared: bool) -> dict[str, str]:
        """The environment variables of the service.

        Args:
            shared: whether the container has the network of this machine.
        """
        inside = (
            {} if shared else {key: value.replace(f"//{HOST}:", f"//{_OUTSIDE}:") for key, value in self.env.items()}
        )
        host = HOST if shared else "0.0.0.0"  # noqa: S104 - inside the container's own network
        return {**self.env, **inside, "HOST": host, "PORT": str(self.port), "NAME": self.name}


def end(name: str, container: str, port: int) -> None:
    """End a service and wait until its port is free.

    Args:
        name: the module's name.
        container: its container's identifier.
        port: where it listens.

    Raises:
        docker.DockerError: if it cannot be removed, or leaves its port taken.
    """
    was_alive = docker.state(container) == "running"
    docker.remove(container, PATIENCE)
    if was_alive and not wait_until_free(port, PATIENCE):
        raise docker.DockerError(f"{name} ended, but port {port} stays taken.\nEnd what listens there and run again.")
