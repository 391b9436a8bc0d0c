"""Starting a service, and ending it."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stack.infra.processes.identity import Identity
from stack.infra.processes.ports import HOST, is_free, wait_until_free

if TYPE_CHECKING:
    from collections.abc import Mapping

HEALTH: Final = "/health"
_POLL: Final = 0.05
_TAIL: Final = 20
_PATIENCE: Final = 10.0
# What a program needs of the shell that deploys it; nothing else of that shell reaches the service.
_INHERITED: Final = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ", "USER")


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
    """

    name: str
    pex: Path
    port: int
    log: Path
    pex_root: Path
    env: Mapping[str, str]

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
        if not is_free(self.port):
            raise ServiceError(
                f"Port {self.port}, kept for {self.name}, is taken by another process.\n"
                f"End that process, or deploy with --destroy first to give the port up."
            )
        process = self._popen()
        identity = Identity.of(process.pid)
        try:
            self._wait_until_healthy(process, timeout)
        except BaseException:
            _end(process, identity)
            raise
        if identity is None:
            raise self._failed(f"{self.name} ended before it could be told apart")
        return identity

    def _popen(self) -> subprocess.Popen[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            log.write(f"--- {self.name} starts on port {self.port} ---\n".encode())
            log.flush()
            try:
                return subprocess.Popen(  # noqa: S603 - the artefact that was just packaged
                    (sys.executable, str(self.pex)),
                    cwd=self.log.parent,
                    env=self._environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    # It outlives the deploy, and Ctrl-C on the deploy is not meant for it.
                    start_new_session=True,
                )
            except OSError as error:
                raise ServiceError(
                    f"{self.name} cannot be started: {error}.\nDeploy again to package it anew."
                ) from error

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        fixed = {"HOST": HOST, "PORT": str(self.port), "NAME": self.name, "PEX_ROOT": str(self.pex_root)}
        return {**kept, "PYTHONUNBUFFERED": "1", **self.env, **fixed}

    def _wait_until_healthy(self, process: subprocess.Popen[bytes], timeout: float) -> None:
        deadline = time.monotonic() + timeout
        said = "it does not listen"
        while time.monotonic() < deadline:
            code = process.poll()
            if code is not None:
                raise self._failed(f"{self.name} ended with exit code {code} before it was healthy")
            said = _health(self.port)
            if not said:
                return
            time.sleep(_POLL)
        raise self._failed(f"{self.name} was not healthy within {timeout:g} s: {said}")

    def _failed(self, fact: str) -> ServiceError:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:]
        tail = "".join(f"\n  | {line}" for line in lines)
        return ServiceError(f"{fact}.\nIts log, {self.log}, ends so:{tail}")


def _health(port: int) -> str:
    """What is wrong with the health of a service, nothing if it is healthy."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", HEALTH)
        status = connection.getresponse().status
    except OSError as error:
        return f"GET {HEALTH} on port {port} fails ({error})"
    except http.client.HTTPException as error:
        return f"GET {HEALTH} on port {port} is not answered in HTTP ({type(error).__name__})"
    finally:
        connection.close()
    return "" if status == http.HTTPStatus.OK else f"GET {HEALTH} on port {port} answers {status}"


def _end(process: subprocess.Popen[bytes], identity: Identity | None) -> None:
    if identity is not None:
        identity.end(_PATIENCE)
    process.kill()
    process.wait()


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
