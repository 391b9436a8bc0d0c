"""`--status`: which modules are up, environment by environment."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, Field

from pantstack_runner.base.errors import UserError
from pantstack_runner.commands import reports
from pantstack_runner.commands.reports import ModuleRecords
from pantstack_runner.contract import requests
from pantstack_runner.execution import module_lock
from pantstack_runner.health import forgotten, liveness
from pantstack_runner.health.liveness import Liveness
from pantstack_runner.records import records
from pantstack_runtime import marks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from pantstack_runner.base.errors import FailedError
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import StatusRequest
    from pantstack_runner.records.record import Record
    from pantstack_runtime.marks import MarkedService

_HEAD: Final = ("module", "environment", "state", "last deploy", "version", "commit", "since", "url")


class ModuleStatus(BaseModel):
    """A module in an environment; all but `result` and `error` is of the deploy that runs, maybe an older one.

    What runs without a record has an address only.
    """

    module: str
    environment: str
    state: Liveness
    result: str | None = None
    artifacts: dict[str, str] = {}
    commit: str | None = None
    dirty: bool = False
    since: str | None = None
    who: str | None = None
    url: str | None
    error: str | None = None
    is_taken_down: Annotated[bool, Field(exclude=True)] = False
    path: Annotated[str, Field(exclude=True)] = ""


def run(path: Path, context: Context, request: StatusRequest) -> int:  # noqa: ARG001 - as all commands
    """Report which modules are up, and return the exit code."""
    places, unknown = reports.find_deployed(context, request)
    answers, failures = reports.ask_all(_status, places)
    order = {module.name: index for index, module in enumerate(request.modules)}
    running = _find_forgotten(context, request)
    if not (unknown or failures):
        known = {*(place.module for place in places), *(each.mark.module for each in running)}
        reports.check_removed(request, known, [each.name for each in request.environments])
    statuses = sorted(
        _with_forgotten(_reported(answers, request), running, order),
        key=lambda status: (order.get(status.module, len(order)), status.module, status.environment),
    )
    reports.print_problems([*unknown, *failures, *(problem for _, problems in answers for problem in problems)])
    reports.print_problems(
        _explain_left(status, request)
        for status in statuses
        if status.module not in order or status.module in request.removed or _is_left(status, request)
    )
    reports.print_problems(map(_explain_forgotten, running))
    items = [status.model_dump() for status in statuses]
    return reports.print_report(request, "modules", items, [_HEAD, *map(_row, statuses)], [*unknown, *failures])


def _reported(answers: Iterable[tuple[ModuleStatus | None, object]], request: StatusRequest) -> list[ModuleStatus]:
    """Return what was ever deployed; of environments that are not declared any more, only what was not taken down."""
    found = [status for status, _ in answers if status]
    return [each for each in found if not (each.is_taken_down and _is_left(each, request))]


def _is_left(status: ModuleStatus, request: StatusRequest) -> bool:
    return status.environment in request.undeclared


def _find_forgotten(context: Context, request: StatusRequest) -> list[MarkedService]:
    """Return what runs on this machine of the requested modules, and no state knows of it."""
    names = {module.name for module in request.modules}
    here = [each for each in request.environments if each.traits.on_this_machine]
    running = marks.started_from(str(context.home)) if here else []
    found = forgotten.find_all_forgotten(running, map(context.at, here))
    requested = [each for each in found if request.include_removed or each.mark.module in names]
    # What a deploy is just starting is in no state yet.
    places = {each.name: context.at(each) for each in here}
    return [each for each in requested if not module_lock.is_held(places[each.mark.environment], each.mark.module)]


def _with_forgotten(
    statuses: Sequence[ModuleStatus], running: Sequence[MarkedService], order: Collection[str]
) -> Iterator[ModuleStatus]:
    """Yield what is to be reported; what runs and is not known of is neither up nor down."""
    by_place = {(each.mark.module, each.mark.environment): each for each in running}
    for status in statuses:
        service = by_place.pop((status.module, status.environment), None)
        if service and status.state == "down":
            yield status.model_copy(update={"state": "unknown", "url": service.url, "is_taken_down": False})
        elif status.module in order or not status.is_taken_down or service:
            yield status
    for (module, environment), service in by_place.items():
        yield ModuleStatus(module=module, environment=environment, state="unknown", url=service.url)


def _status(place: ModuleRecords) -> tuple[ModuleStatus | None, tuple[FailedError, ...]]:
    """Return a module's status, None if it was never deployed, and which of its records cannot be read."""
    history = records.read_records(place.context, place.module, until=lambda record: record.result == "succeeded")
    if not history.records:
        return None, history.problems
    newest = history.records[0]
    running = next((record for record in history.records if record.result == "succeeded"), newest)
    is_taken_down = running.took_down
    url = running.outputs.get("url") if running.action == "up" else None
    status = ModuleStatus(
        module=place.module,
        environment=place.context.environment.name,
        state="down" if is_taken_down else liveness.liveness_of_record(place.context, running),
        result=reports.format_result(newest, reports.find_running(place.context, newest)),
        artifacts={artifact.name: artifact.digest for artifact in running.artifacts},
        commit=running.commit,
        dirty=running.dirty,
        since=running.began.isoformat(timespec="seconds"),
        who=running.who,
        url=url if isinstance(url, str) else None,
        error=newest.error,
        is_taken_down=is_taken_down,
        path=_path(place, running),
    )
    return status, history.problems


def _path(place: ModuleRecords, record: Record) -> str:
    """Return where a module was when it was deployed; its name is what counts of that."""
    plan = place.context.home / "plans" / f"{record.plan.removeprefix('sha256:')}.json"
    with contextlib.suppress(UserError):
        found = (module.path for module in requests.load(plan).request.modules if module.name == place.module)
        return next(found, f"modules/{place.module}")
    return f"modules/{place.module}"


def _explain_forgotten(service: MarkedService) -> str:
    mark = service.mark
    return (
        f"{mark.module} in {mark.environment}: {service.title} runs, and no state knows of it.\n"
        "Deploy the module again, or take it down by --destroy."
    )


def _explain_left(status: ModuleStatus, request: StatusRequest) -> str:
    """Say of what is not declared any more how it is taken down."""
    such = f", or bring it back from a commit that has it, such as {status.commit[:7]}" if status.commit else ""
    what = "which is not declared any more" if _is_left(status, request) else "and not in the repository any more"
    return (
        f"{status.module} is in {status.environment}, {what}.\n"
        f"Take it down by: ./pants deploy {status.path} --env={status.environment} --destroy{such}."
    )


def _row(status: ModuleStatus) -> tuple[str, ...]:
    return (
        status.module,
        status.environment,
        status.state,
        status.result or reports.NONE,
        reports.format_version(status.artifacts.values()),
        reports.format_commit(status.commit, dirty=status.dirty),
        f"{status.since[:16].replace('T', ' ')} UTC" if status.since else reports.NONE,
        status.url or reports.NONE,
    )
