"""Services in containers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pantstack_runtime import docker, health
from pantstack_runtime.ports import HOST, is_free, wait_until_free

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pantstack_runtime.marks import Mark

_STOP_TIMEOUT: Final = 10
# The name under which a container of Docker Desktop finds what listens on the machine itself.
_OUTSIDE: Final = "host.docker.internal"


@dataclass(frozen=True)
class Container:
    """A service to run in a container.

    Attributes:
        name: the module's name.
        title: the container's name.
        writable: whether it may write anywhere; if not, only below `/tmp`.
    """

    name: str
    title: str
    image: str
    port: int
    log: Path
    env: Mapping[str, str]
    mark: Mark
    writable: bool = False

    @property
    def url(self) -> str:
        """Where the service answers."""
        return f"http://{HOST}:{self.port}"

    def start(self, timeout: float) -> str:
        """Start the container, wait at most `timeout` seconds until it is healthy, and return its identifier.

        Raises:
            docker.DockerError: if it is not healthy in time; then no container is left.
        """
        # A deploy that was killed may have left one of this name.
        docker.remove(self.title, _STOP_TIMEOUT)
        if not is_free(self.port):
            raise docker.DockerError(
                f"Port {self.port}, kept for {self.name}, is taken by another process.\n"
                "End that process, or run with --destroy first to give the port up."
            )
        shared = docker.shares_network()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            process = docker.attached(self.arguments(shared=shared), self.variables(shared=shared), log)
        fault = health.wait(self.name, self.port, timeout, process.poll)
        if fault:
            docker.remove(self.title, _STOP_TIMEOUT)
            process.kill()
            process.wait()
            raise docker.DockerError(f"{fault}.\n{health.tail(self.log, begin)}")
        return docker.run("inspect", "--format={{.Id}}", self.title)

    def arguments(self, *, shared: bool) -> tuple[str, ...]:
        """Return the arguments for Docker, without the values of variables, since everybody sees arguments.

        Variables that Docker itself heeds are missing: `docker.attached` passes them on.

        Args:
            shared: whether the container has the network of this machine.
        """
        published = f"{HOST}:{self.port}:{self.port}"
        network = ("--network=host",) if shared else (f"--publish={published}", f"--add-host={_OUTSIDE}:host-gateway")
        marked = {**self.mark.labels(), "pantstack.port": str(self.port)}
        labels = (f"--label={key}={value}" for key, value in sorted(marked.items()))
        env = (f"--env={key}" for key in sorted(self.variables(shared=shared)) if not docker.is_own(key))
        fixed = (f"--name={self.title}", "--rm", "--init", "--sig-proxy=false", "--log-driver=local")
        system = () if self.writable else ("--read-only", "--tmpfs=/tmp")
        return ("run", *fixed, *system, *network, *labels, *env, self.image)

    def variables(self, *, shared: bool) -> dict[str, str]:
        """Return the environment variables of the service."""
        outside = HOST if shared else _OUTSIDE
        env = {key: value.replace(f"//{HOST}:", f"//{outside}:") for key, value in self.env.items()}
        host = HOST if shared else "0.0.0.0"  # noqa: S104 - inside the container's own network
        return {**env, "HOST": host, "PORT": str(self.port), "NAME": self.name}


def end(name: str, container: str, port: int) -> None:
    """End a service and wait until its port is free.

    Raises:
        docker.DockerError: if it cannot be removed, or leaves its port taken.
    """
    was_running = docker.state(container) == "running"
    docker.remove(container, _STOP_TIMEOUT)
    if was_running and not wait_until_free(port, _STOP_TIMEOUT):
        raise docker.DockerError(
            f"{name} has ended, but port {port} is still taken.\nEnd what listens there, then run again."
        )
