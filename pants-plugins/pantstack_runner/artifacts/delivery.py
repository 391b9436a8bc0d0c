"""Artifacts brought to where the environment takes them from, by the runtime of their kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pantstack.deploy.artifact_kinds.runtimes import Delivery, DeliveryError, runtime
from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.contract.requests import PreviewRequest
from pantstack_runner.records import foundation

if TYPE_CHECKING:
    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Artifact, Module
    from pantstack_runner.contract.requests import ProgramRequest


def deliver_artifacts(context: Context, request: ProgramRequest, module: Module, emit: Emit) -> dict[str, str]:
    """Deliver a module's artifacts that are not files, and return the configuration that names them to its program.

    The names are by deployable; "" stands for the only one. A preview changes nothing: an image that is not in the
    registry yet has no name there, and is "".

    Raises:
        UserError: if what the kind needs is not installed, or there is no registry.
        FailedError: if an artifact cannot be fetched or published.
    """
    delivered = [artifact for artifact in module.artifacts if not runtime(artifact.kind).is_file]
    if not delivered:
        return {}
    names = {artifact.name: _deliver(context, request, module, artifact, emit) for artifact in delivered}
    only = {"": next(iter(names.values()))} if len(names) == 1 else {}
    return {"pantstack:images": json.dumps({**only, **names})}


def _deliver(context: Context, request: ProgramRequest, module: Module, artifact: Artifact, emit: Emit) -> str:
    registry = foundation.registry(context)
    preview = isinstance(request, PreviewRequest)
    if preview and context.environment.traits.needs_registry and registry is None:
        # The foundation is previewed in the same run.
        return ""
    sources = (context.environment, *((request.promote_from,) if request.promote_from else ()))
    registries = filter(None, (foundation.registry(context.at(source)) for source in sources))
    delivery = Delivery(
        module=module.name,
        artifact=artifact.name,
        digest=artifact.digest,
        registry=registry or foundation.require_registry(context),
        others=tuple(dict.fromkeys(registries)),
        preview=preview,
        note=lambda message, **details: emit("note", message, **details),
    )
    try:
        return runtime(artifact.kind).deliver(delivery)
    except DeliveryError as error:
        raise (FailedError if error.exit_code == 1 else UserError)(error.message, error.help) from error
