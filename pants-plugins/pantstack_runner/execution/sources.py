"""Where a plan's artifacts come from if not from this work tree: another environment, an older deploy, a preview."""

from __future__ import annotations

import hashlib
import itertools
from typing import TYPE_CHECKING, Final

from pantstack_runner.artifacts import artifacts
from pantstack_runner.config import configuration
from pantstack_runner.contract import plan as plans
from pantstack_runner.contract.module import Expected
from pantstack_runner.errors import FailedError, UserError
from pantstack_runner.execution import change_detection
from pantstack_runner.files import write_atomically
from pantstack_runner.health import liveness
from pantstack_runner.pulumi import update_plan
from pantstack_runner.records import gates, records, stack_states

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.plan import Plan
    from pantstack_runner.records.record import Record

# What stands in a BUILD file.
_DECLARED: Final = ("path", "infrastructure", "depends_on", "after")


def resolved(path: Path, plan: Plan) -> tuple[Path, Plan]:
    """The plan with all that it only points at, and the file in which it stands.

    Args:
        path: the plan's file.
        plan: the plan.

    Raises:
        UserError: if what it points at is not there, or is not what it was.
        FailedError: if the file cannot be written.
        GatesWantedError: if gates are to be judged first.
    """
    if plan.plan_in:
        whole = _previewed(plan, plan.root / plan.plan_in)
    elif plan.promote_from:
        other = plan.at(plan.promote_from)
        whole = plan.model_copy(update={"modules": tuple(_promoted(other, each) for each in plan.modules)})
    elif plan.rollback:
        whole = plan.model_copy(update={"modules": tuple(rolled_back(plan, each) for each in plan.modules)})
    else:
        return path, plan
    whole = gates.resolve_gates(plan, whole)
    content = _dumped(whole)
    target = path.with_name(f"{hashlib.sha256(content).hexdigest()}.json")
    _write(target, content)
    return target, whole


def rolled_back(plan: Plan, module: Module) -> Module:
    """A module as the last good deploy before the current one had it, also if it was taken down since.

    Args:
        plan: the plan.
        module: the module.

    Raises:
        UserError: if there is no such deploy, or its artifacts are gone.
    """
    found = records.read_records(plan.context, module.name).records
    if not found:
        where = f"{module.name} in {plan.environment.name}"
        raise UserError(f"{where} was never deployed, so there is nothing to go back to.", "Deploy it first.")
    return _as_it_was(plan, module, before(found))


def restored(plan: Plan, module: Module) -> Module:
    """A module as the last good deploy before the current one had it, unless somebody has taken that down.

    Args:
        plan: the plan.
        module: the module.

    Raises:
        UserError: if there is no such deploy, or none that is certain to be it, or its artifacts are gone.
    """
    found = records.read_records(plan.context, module.name)
    if found.problems:
        problem = found.problems[0]
        raise UserError(
            problem.message, "Look which deploy was good, and bring it back with --rollback.", problem.location
        )
    standing = since_down(found.records)
    older = before(standing)
    if older is None and len(standing) < len(found.records):
        down = found.records[len(standing)]
        raise UserError(
            f"{module.name} in {plan.environment.name} was taken down since its last good deploy ({down.name}).",
            f"Bring that back with: ./pants deploy {module.path} --env={plan.environment.name} --rollback",
        )
    return _as_it_was(plan, module, older)


def _as_it_was(plan: Plan, module: Module, older: Record | None) -> Module:
    if older is None:
        raise UserError(
            f"No good deploy of {module.name} in {plan.environment.name} is older than the current one.",
            f"Look with: ./pants deploy {module.path} --env={plan.environment.name} --history",
        )
    return _as_recorded(plan, module, older).model_copy(
        update={"configuration": dict(older.configuration), "restores": older.name, "expected": None}
    )


def previewed(plan: Plan) -> None:
    """Write what was previewed to a file, so that it and nothing else can be done later.

    Args:
        plan: the plan of the preview, with `plan_out`.

    Raises:
        FailedError: if it cannot be written.
    """
    modules = tuple(
        each.model_copy(
            update={"expected": expected(plan, each).model_copy(update={"steps": update_plan.taken(plan, each)})}
        )
        for each in plan.modules
    )
    done = {"action": "up", "plan_out": None, "modules": modules}
    _write(plan.root / str(plan.plan_out), _dumped(plan.model_copy(update=done)))


def expected(plan: Plan, module: Module) -> Expected:
    """What a module's deploy starts from.

    Args:
        plan: the plan.
        module: the module.
    """
    newest = records.read_records(plan.context, module.name, limit=1).newest
    kept = stack_states.read_state(plan.context, module.name)
    state = hashlib.sha256(kept.content).hexdigest() if kept else ""
    life = (
        liveness.liveness_of_record(plan.context, newest)
        if newest
        else liveness.check_liveness(plan.context, module.name, {})
    )
    return Expected(
        configuration=change_detection.program_fingerprint(plan, module),
        state=configuration.fingerprint_of([state, newest and newest.name, life]),
    )


def before(found: tuple[Record, ...]) -> Record | None:
    """The newest good record that is older than the current one, and differs from it.

    Args:
        found: all records of a module in an environment, the newest first.
    """
    if not found:
        return None
    current = found[0]
    # After a rollback the current deploy stands where the one that it brought back stood.
    place = next((each for each in found if each.name == current.restores), current)
    older = [each for each in found if each.is_good and each.began < place.began]
    if not current.is_good:
        return next(iter(older), None)
    same = (current.artifacts, current.configuration)
    return next((each for each in older if (each.artifacts, each.configuration) != same), None)


def since_down(found: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records since the module was last taken down.

    Args:
        found: all records of a module in an environment, the newest first.
    """
    return tuple(itertools.takewhile(lambda each: each.action != "destroy" or each.result != "succeeded", found))


def _promoted(other: Plan, module: Module) -> Module:
    found = records.read_records(other.context, module.name, limit=1)
    where = f"{module.name} in {other.environment.name}"
    if found.problems:
        problem = found.problems[0]
        raise UserError(problem.message, f"Deploy {where} again: only a good deploy is promoted.", problem.location)
    newest = found.newest
    if newest is None:
        raise UserError(f"{where} was never deployed, so nothing can be promoted.", "Deploy it there first.")
    if not newest.is_good:
        fact = "was taken down" if newest.action == "destroy" else "was not brought up by its last deploy"
        raise UserError(f"{where} {fact} ({newest.name}), so it is not promoted.", "Deploy it there again first.")
    return _as_recorded(other, module, newest).model_copy(update={"promoted_from": other.environment.name})


def _as_recorded(plan: Plan, module: Module, record: Record) -> Module:
    for artifact in record.artifacts:
        artifacts.ensure_artifact(plan.context, module, artifact)
    kept = {name: getattr(record, name) for name in ("artifacts", "commit", "dirty", "gates")}
    return module.model_copy(update=kept)


def _previewed(plan: Plan, path: Path) -> Plan:
    saved = plans.load(path)
    if saved.environment != plan.environment:
        raise _moved(path, f"environment {plan.environment.name} is not what it was")
    now = {module.name: module for module in plan.modules}
    for module in saved.modules:
        fresh = now.get(module.name)
        if fresh is None or module.expected is None:
            raise _moved(path, f"{module.name} is not there any more" if fresh is None else "it is not of a preview")
        if fresh.fingerprint != module.fingerprint:
            raise _moved(path, f"the infrastructure of {module.name} changed")
        if any(getattr(fresh, each) != getattr(module, each) for each in _DECLARED):
            raise _moved(path, f"the declaration of {module.name} changed")
        found = expected(plan, module)
        if found.configuration != module.expected.configuration:
            raise _moved(path, f"the configuration of {module.name} changed")
        if found.state != module.expected.state:
            raise _moved(path, f"{module.name} in {plan.environment.name} is not what it was")
        for artifact in module.artifacts:
            artifacts.ensure_artifact(plan.context, module, artifact)
    kept = {"modules": saved.modules, "commit": saved.commit, "dirty": saved.dirty, "force": True}
    return plan.model_copy(update=kept)


def _moved(path: Path, fact: str) -> UserError:
    return UserError(f"what was previewed cannot be done: {fact}.", "Preview again with --plan-out.", path.name)


def _dumped(plan: Plan) -> bytes:
    return (plan.model_dump_json(indent=2) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise FailedError(
            f"the plan cannot be written ({error.strerror}).",
            "Free disk space or name another file, then run again.",
            path,
        ) from error
