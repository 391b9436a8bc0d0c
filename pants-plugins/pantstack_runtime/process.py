"""Services as processes."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pantstack_runtime import health, marks
from pantstack_runtime.ports import HOST, is_free, wait_until_free
from pantstack_runtime.process_identity import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pantstack_runtime.marks import Mark

_STOP_TIMEOUT: Final = 10.0
# What a program needs of the shell that deploys it; nothing else of that shell reaches the service.
_INHERITED: Final = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ", "USER")


class ServiceError(Exception):
    """A service did not start or end; the text says why and what to do."""


@dataclass(frozen=True)
class Service:
    """A service to run."""

    name: str
    argv: tuple[str, ...]
    port: int
    log: Path
    env: Mapping[str, str]
    mark: Mark

    @property
    def url(self) -> str:
        """Where the service answers."""
        return f"http://{HOST}:{self.port}"

    def start(self, timeout: float) -> ProcessIdentity:
        """Start the service and wait at most `timeout` seconds until it is healthy.

        Raises:
            ServiceError: if it is not healthy in time; then no process is left.
        """
        end_forgotten(self.mark.owner)
        if not is_free(self.port):
            raise ServiceError(
                f"Port {self.port}, kept for {self.name}, is taken by another process.\n"
                "End that process, or run with --destroy first to give the port up."
            )
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            begin = self.log.stat().st_size if self.log.exists() else 0
            process = self._popen()
        except OSError as error:
            raise ServiceError(
                f"Cannot start {self.name}: {error.filename or self.argv[0]}: {error.strerror}.\n"
                "Free disk space or fix the permissions, then deploy again."
            ) from error
        identity = ProcessIdentity.of(process.pid)
        fault = health.wait(self.name, self.port, timeout, process.poll)
        if fault or identity is None:
            if identity is not None:
                identity.end(_STOP_TIMEOUT)
            process.kill()
            process.wait()
            raise ServiceError(f"{fault}.\n{health.tail(self.log, begin)}")
        return identity

    def _popen(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - the artifact that was just packaged
                self.argv,
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
        fixed = {"HOST": HOST, "PORT": str(self.port), "NAME": self.name}
        return {**kept, "PYTHONUNBUFFERED": "1", **self.env, **fixed, **self.mark.variables()}


def end_forgotten(owner: str) -> None:
    """End what an interrupted deploy started for an owner before any state knew of it, unless it is another one's."""
    for service in marks.processes_of_owner(owner):
        if not marks.is_another(service.mark.home, marks.here()):
            service.end()


def end(name: str, identity: ProcessIdentity, port: int) -> None:
    """End a service and wait until its port is free.

    Raises:
        ServiceError: if it does not end, or leaves its port taken.
    """
    was_alive = identity.is_alive()
    identity.end(_STOP_TIMEOUT)
    if identity.is_alive():
        raise ServiceError(f"Cannot end {name} (process {identity.pid}).\nEnd it by hand, then run again.")
    if was_alive and not wait_until_free(port, _STOP_TIMEOUT):
        raise ServiceError(
            f"{name} has ended, but port {port} is still taken.\nEnd what listens there, then run again."
        )
