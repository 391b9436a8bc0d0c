"""A PEX as a process of this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pantstack.deploy.artifact_kinds.runtimes import ArtifactRuntime, LocalService, Started
from pantstack_runtime import marks, process
from pantstack_runtime.marks import Mark
from pantstack_runtime.process_identity import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping

# The runner's variable by which it ends what an interrupted deploy left.
_DEPLOY: Final = "PANTSTACK_DEPLOY"


class PexRuntime(ArtifactRuntime):
    """A PEX file, run by the interpreter of the deploy."""

    takes_starter = True

    def inputs(self, service: LocalService) -> dict[str, Any]:
        """Add the file, and where it unpacks itself."""
        return {"pex": service.path, "pex_root": str(Path(service.cache, "pex"))}

    def candidate(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Make the process a part of the deploy, with which it ends."""
        deploy = {name: os.environ[name] for name in (_DEPLOY,) if name in os.environ}
        return {**super().candidate(inputs), "env": {**inputs["env"], **deploy}}

    def start(self, inputs: Mapping[str, Any], timeout: float) -> Started:
        """Start a process and wait until it is healthy.

        Raises:
            process.ServiceError: if it is not healthy in time; then no process is left.
        """
        service = process.Service(
            name=inputs["name"],
            argv=(*inputs.get("starter", ()), sys.executable, inputs["pex"], *inputs.get("arguments", ())),
            port=int(inputs["port"]),
            log=Path(inputs["log"]),
            env={**inputs["env"], "PEX_ROOT": inputs["pex_root"]},
            mark=Mark(**inputs["mark"]),
        )
        identity = service.start(timeout)
        outputs = {"pid": identity.pid, "started": identity.started, "url": service.url}
        return Started(f"{service.name}-{identity.pid}", outputs)

    def is_running(self, outputs: Mapping[str, Any]) -> bool:
        """Whether the very process still runs, and is not of the work tree that this one was copied from."""
        identity = _identity(outputs)
        return identity.is_alive() and not marks.is_of_another(identity, marks.here())

    def stop(self, outputs: Mapping[str, Any]) -> None:
        """End the process, unless another work tree started it.

        Raises:
            process.ServiceError: if it does not end, or leaves its port taken.
        """
        if not marks.is_of_another(_identity(outputs), marks.here()):
            process.end(outputs["name"], _identity(outputs), int(outputs["port"]))


def _identity(outputs: Mapping[str, Any]) -> ProcessIdentity:
    return ProcessIdentity(int(outputs["pid"]), str(outputs["started"]))


RUNTIME: Final = PexRuntime()
