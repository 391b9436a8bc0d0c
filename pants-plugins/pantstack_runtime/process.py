"""Starting a service, and ending it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pantstack_runtime import health
from pantstack_runtime.ports import HOST, is_free, wait_until_free
from pantstack_runtime.process_identity import Identity, marked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PATIENCE: Final = 10.0
# What a program needs of the shell that deploys it; nothing else of that shell reaches the service.
_INHERITED: Final = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ", "USER")


# The environment variable that names a service's owner.
OWNER: Final = "PANTSTACK_SERVICE"


class ServiceError(Exception):
    """The service is not up, or not down; the text says why and what to do."""


@dataclass(frozen=True)
class Service:
    """A service to run.

    Attributes:
        name: the module's name.
        pex: the executable.
        port: where it is to listen.
        log: the file for its output.
        pex_root: where the executable unpacks itself.
        env: further environment variables.
        owner: what its port is kept for; by it a process is found that nobody remembers.
    """

    name: str
    pex: Path
    port: int
    log: Path
    pex_root: Path
    env: Mapping[str, str]
    owner: str = ""

    @property
    def url(self) -> str:
        """Where the service answers."""
        return f"http://{HOST}:{self.port}"

    def start(self, timeout: float) -> Identity:
        """Start the service and wait until it is healthy.

        Args:
            timeout: seconds it may take.

        Raises:
            ServiceError: if it is not healthy in time; then no process is left.
        """
        end_forgotten(self.owner)
        if not is_free(self.port):
            raise ServiceError(
                f"Port {self.port}, kept for {self.name}, is taken by another process.\n"
                f"End that process, or deploy with --destroy first to give the port up."
            )
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            begin = self.log.stat().st_size if self.log.exists() else 0
            process = self._popen()
        except OSError as error:
            raise ServiceError(
                f"{self.name} cannot be started: {error.filename or self.pex}: {error.strerror}.\n"
                "Make room or mend the rights there, and deploy again."
            ) from error
        identity = Identity.of(process.pid)
        fact = health.wait(self.name, self.port, timeout, process.poll)
        if fact or identity is None:
            _end(process, identity)
            raise ServiceError(f"{fact}.\n{health.tail(self.log, begin)}")
        return identity

    def _popen(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - the artifact that was just packaged
                (sys.executable, str(self.pex)),
                cwd=self.log.parent,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # It outlives the deploy, and Ctrl-C on the deploy is not meant for it.
                start_new_session=True,
            )

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        fixed = {"HOST": HOST, "PORT": str(self.port), "NAME": self.name, "PEX_ROOT": str(self.pex_root)}
        fixed[OWNER] = self.owner
        return {**kept, "PYTHONUNBUFFERED": "1", **self.env, **fixed}


def _end(process: subprocess.Popen[bytes], identity: Identity | None) -> None:
    if identity is not None:
        identity.end(_PATIENCE)
    process.kill()
    process.wait()


def end_forgotten(owner: str) -> None:
    """End what an interrupted deploy started and did not come to remember.

    Args:
        owner: what the service's port is kept for.
    """
    for each in marked(OWNER, owner) if owner else ():
        # What leads no session is a child of one that does, and ends with it.
        if each.leads():
            each.end(_PATIENCE)


def end(name: str, identity: Identity, port: int) -> None:
    """End a service and wait until its port is free.

    Args:
        name: the module's name.
        identity: its process.
        port: where it listens.

    Raises:
        ServiceError: if it survives, or leaves its port taken.
    """
    was_alive = identity.is_alive()
    identity.end(_PATIENCE)
    if identity.is_alive():
        raise ServiceError(f"{name} (process {identity.pid}) cannot be ended.\nEnd it by hand and run again.")
    if was_alive and not wait_until_free(port, _PATIENCE):
        raise ServiceError(f"{name} ended, but port {port} stays taken.\nEnd what listens there and run again.")
