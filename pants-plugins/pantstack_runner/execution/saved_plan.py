"""Saved plans: what `--plan-out` keeps of a preview, so that it and nothing else is deployed later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from pantstack_runner.artifacts import artifacts
from pantstack_runner.base.errors import UserError, failing
from pantstack_runner.base.files import write_atomically
from pantstack_runner.config import configuration
from pantstack_runner.contract import requests
from pantstack_runner.contract.module import Expected
from pantstack_runner.contract.requests import UpRequest
from pantstack_runner.execution import change_detection
from pantstack_runner.health import liveness
from pantstack_runner.pulumi import update_plan
from pantstack_runner.records import records, stack_states

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import PreviewRequest

# What a BUILD file declares.
_DECLARED: Final = ("path", "infrastructure", "depends_on", "after")
_PREVIEW_AGAIN: Final = "Preview again with --plan-out."


def save(context: Context, request: PreviewRequest) -> None:
    """Write what was previewed to the file that the request names.

    Raises:
        FailedError: if it cannot be written.
    """
    names = [module.name for module in request.modules]
    modules = []
    for module in request.modules:
        expected = _expect(context, module, names)
        steps = update_plan.take_steps(context, module)
        modules.append(module.model_copy(update={"expected": expected.model_copy(update={"steps": steps})}))
    write(context.root / str(request.plan_out), requests.dump(context, UpRequest(modules=tuple(modules))))


def apply(context: Context, request: UpRequest) -> tuple[Context, UpRequest]:
    """Return the context and the request that a saved plan holds.

    Raises:
        UserError: if that cannot be done any more.
    """
    path = context.root / str(request.saved_plan)
    plan = requests.load(path, _PREVIEW_AGAIN)
    saved = plan.request
    if plan.context.environment != context.environment:
        raise _moved(path, f"environment {context.environment.name} is not what it was")
    current = {module.name: module for module in request.modules}
    names = [module.name for module in saved.modules]
    for module in saved.modules:
        reason = _changed(context, module, current.get(module.name), names)
        if reason:
            raise _moved(path, reason)
        for artifact in module.artifacts:
            artifacts.ensure_artifact(context, module, artifact)
    built = {"commit": plan.context.commit, "dirty": plan.context.dirty}
    whole = request.model_copy(update={"modules": saved.modules, "force": True})
    return context.model_copy(update=built), whole


def write(path: Path, content: bytes) -> None:
    """Write a plan file.

    Raises:
        FailedError: if it cannot be written.
    """
    with failing("the plan cannot be written", "Free disk space or name another file, then run again.", path):
        write_atomically(path, content)


def _expect(context: Context, module: Module, along: Collection[str]) -> Expected:
    """What a deploy of a module starts from, together with the other modules of the plan."""
    newest = records.read_records(context, module.name, limit=1).newest
    state = stack_states.read_state(context, module.name)
    alive = (
        liveness.liveness_of_record(context, newest) if newest else liveness.check_liveness(context, module.name, {})
    )
    digest = hashlib.sha256(state.content).hexdigest() if state else ""
    return Expected(
        configuration=change_detection.program_fingerprint(context, module, along),
        state=configuration.fingerprint_of([digest, newest and newest.name, alive]),
    )


def _changed(context: Context, saved: Module, current: Module | None, along: Collection[str]) -> str:
    """Why a module is not what it was when it was previewed, "" if it is."""
    if current is None or saved.expected is None:
        return f"{saved.name} is not there any more" if current is None else "it is not of a preview"
    if current.fingerprint != saved.fingerprint:
        return f"the infrastructure of {saved.name} changed"
    if any(getattr(current, name) != getattr(saved, name) for name in _DECLARED):
        return f"the declaration of {saved.name} changed"
    expected = _expect(context, saved, along)
    if expected.configuration != saved.expected.configuration:
        return f"the configuration of {saved.name} changed"
    if expected.state != saved.expected.state:
        return f"{saved.name} in {context.environment.name} is not what it was"
    return ""


def _moved(path: Path, fact: str) -> UserError:
    return UserError(f"what was previewed cannot be done: {fact}.", _PREVIEW_AGAIN, path.name)
