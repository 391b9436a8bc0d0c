"""Whether a module needs a deploy, and the record of what that deploy did."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pantstack_runner.config import configuration
from pantstack_runner.contract.requests import UpRequest
from pantstack_runner.health import liveness
from pantstack_runner.records import record, records
from pantstack_runner.storage.store import record_store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.environment import Gate
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import DeployRequest
    from pantstack_runner.records.record import Record


@dataclass
class OpenRecord:
    """The record of a deploy in progress; `since` is of a clock that is never put back."""

    context: Context
    record: Record
    since: float

    def close(self, error: str | None, outputs: Mapping[str, Any], changes: int) -> None:
        """Write how the deploy ended; `error` is None if it succeeded.

        Raises:
            FailedError: if the record cannot be written.
        """
        public = record.without_secrets(outputs)
        ended = {
            "result": "succeeded" if error is None else "failed",
            "seconds": round(time.monotonic() - self.since, 3),
            "outputs": public,
            "secrets": len(public) < len(outputs),
            "changes": changes,
            "error": None if error is None else record.truncate_error(error),
        }
        records.write(self.context, self.record.model_copy(update=ended))


def begin_record(context: Context, request: DeployRequest, module: Module, plan_file: Path) -> OpenRecord:
    """Write the record of a deploy that begins.

    Raises:
        FailedError: if the record cannot be written.
    """
    gates: tuple[Gate, ...] = ()
    own: dict[str, Any] = {}
    configured = ""
    is_earlier = bool(module.restores or module.promoted_from)
    if isinstance(request, UpRequest):
        gates = module.gates if is_earlier else request.gates
        own = configuration.module_configuration(context, module)
        configured = program_fingerprint(context, module, [other.name for other in request.modules])
    built = module if is_earlier else context
    record = records.begin(
        context,
        {
            "module": module.name,
            "action": request.action,
            "commit": built.commit,
            "dirty": built.dirty,
            "artifacts": module.artifacts,
            "plan": f"sha256:{hashlib.sha256(plan_file.read_bytes()).hexdigest()}",
            "infrastructure": module.fingerprint,
            "configuration": own,
            "configured": configured,
            "restores": module.restores,
            "promoted_from": module.promoted_from,
            "gates": gates,
        },
    )
    return OpenRecord(context, record, time.monotonic())


def program_fingerprint(context: Context, module: Module, along: Collection[str]) -> str:
    """Fingerprint all inputs of a module's program except its artifacts; `along` are modules of the same run."""
    dependencies = liveness.available_dependencies(context, module, along)
    inputs = configuration.program_configuration(context, module, dependencies)
    del inputs["pantstack:artifacts"]
    if not context.environment.traits.on_this_machine:
        # Folders of this machine, of which a cloud knows nothing: it is deployed to from many.
        del inputs["pantstack:home"], inputs["pantstack:cache"]
    foundation = context.environment.foundation_name
    # What a module reads of the foundation is not known, so all of it counts.
    founded = (foundation,) if foundation in module.after else ()
    outputs = {name: _outputs_given(context, name) for name in (*module.depends_on, *founded)}
    # Without secrets a record stays as good as it was before there were any.
    secrets = filter(None, (configuration.secret_fingerprints(context, module), context.environment.secrets_provider))
    return configuration.fingerprint_of([inputs, outputs, context.environment.backend_url, *secrets])


def _outputs_given(context: Context, module: str) -> object:
    """Return the outputs of a module for those that depend on it."""
    history = records.read_records(context, module, until=lambda record: record.result != "started")
    newest = history.records[-1] if history.records else None
    problems = [str(problem) for problem in history.problems]
    if newest is None or newest.result == "started":
        return problems
    # A secret among its outputs may have changed with any deploy.
    return [newest.action, newest.outputs, newest.secrets and newest.name, problems]


def prefetch_records(context: Context, modules: Iterable[Module]) -> None:
    """Read the records of these modules and of their dependencies in parallel, so that they are cached.

    Raises:
        FailedError: if the place where they are kept cannot be read.
    """
    store = record_store(context)
    if not store.remote:
        return
    store.invalidate()
    needed = sorted({name for module in modules for name in (module.name, *module.depends_on)})
    if needed:
        with ThreadPoolExecutor(len(needed)) as workers:
            tuple(workers.map(lambda name: records.read_records(context, name, limit=1), needed))


def find_unchanged(context: Context, request: UpRequest, module: Module) -> Record | None:
    """Return the last record of a module if a deploy would change nothing and the module is still up."""
    if request.force or request.restart or not module.fingerprint:
        return None
    last = records.read_records(context, module.name, limit=1).newest
    if last is None or not last.is_good:
        return None
    same = (last.artifacts, last.infrastructure, last.configured) == (
        module.artifacts,
        module.fingerprint,
        program_fingerprint(context, module, [other.name for other in request.modules]),
    )
    life = liveness.liveness_of_record(context, last)
    # A module without artifacts has no service that could be probed.
    is_up = life == "up" or (life == "unknown" and not module.artifacts)
    return last if same and is_up else None
