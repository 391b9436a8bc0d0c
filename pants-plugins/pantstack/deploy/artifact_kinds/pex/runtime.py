"""A PEX as a process of this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pantstack.deploy.artifact_kinds.runtimes import ArtifactRuntime, LocalService, Started
from pantstack_runtime import process
from pantstack_runtime.process_identity import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping


class PexRuntime(ArtifactRuntime):
    """A PEX file, run by the interpreter of the deploy."""

    def inputs(self, service: LocalService) -> dict[str, Any]:
        """Add the file, where it unpacks itself, and the owner by which a forgotten process is recognized."""
        return {"owner": service.owner, "pex": service.path, "pex_root": str(Path(service.cache, "pex"))}

    def start(self, inputs: Mapping[str, Any], timeout: float) -> Started:
        """Start a process and wait until it is healthy.

        Raises:
            process.ServiceError: if it is not healthy in time; then no process is left.
        """
        service = process.Service(
            name=inputs["name"],
            argv=(sys.executable, inputs["pex"]),
            port=int(inputs["port"]),
            log=Path(inputs["log"]),
            env={**inputs["env"], "PEX_ROOT": inputs["pex_root"]},
            owner=inputs["owner"],
        )
        identity = service.start(timeout)
        outputs = {"pid": identity.pid, "started": identity.started, "url": service.url}
        return Started(f"{service.name}-{identity.pid}", outputs)

    def is_running(self, outputs: Mapping[str, Any]) -> bool:
        """Whether the very process still runs."""
        return _identity(outputs).is_alive()

    def stop(self, outputs: Mapping[str, Any]) -> None:
        """End the process.

        Raises:
            process.ServiceError: if it does not end, or leaves its port taken.
        """
        process.end(outputs["name"], _identity(outputs), int(outputs["port"]))


def _identity(outputs: Mapping[str, Any]) -> ProcessIdentity:
    return ProcessIdentity(int(outputs["pid"]), str(outputs["started"]))


RUNTIME: Final = PexRuntime()
