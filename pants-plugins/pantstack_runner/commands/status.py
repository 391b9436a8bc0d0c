"""`--status`: which modules are up, environment by environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, Field

from pantstack_runner.commands import reports
from pantstack_runner.commands.reports import ModuleRecords
from pantstack_runner.health import liveness
from pantstack_runner.health.liveness import Liveness
from pantstack_runner.records import records

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.base.errors import FailedError
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import StatusRequest

_HEAD: Final = ("module", "environment", "state", "last deploy", "version", "commit", "since", "url")


class ModuleStatus(BaseModel):
    """A module in an environment; all but `result` and `error` is of the deploy that runs, maybe an older one."""

    module: str
    environment: str
    state: Liveness
    result: str
    artifacts: dict[str, str]
    commit: str | None
    dirty: bool
    since: str
    who: str
    url: str | None
    error: str | None
    is_taken_down: Annotated[bool, Field(exclude=True)]


def run(path: Path, context: Context, request: StatusRequest) -> int:  # noqa: ARG001 - as all commands
    """Report which modules are up, and return the exit code."""
    places, unknown = reports.find_deployed(context, request)
    answers, failures = reports.ask_all(_status, places)
    order = {module.name: index for index, module in enumerate(request.modules)}
    statuses = sorted(
        (status for status, _ in answers if status and (status.module in order or not status.is_taken_down)),
        key=lambda status: (order.get(status.module, len(order)), status.module, status.environment),
    )
    reports.print_problems([*unknown, *failures, *(problem for _, problems in answers for problem in problems)])
    reports.print_problems(_explain_removed(status) for status in statuses if status.module not in order)
    items = [status.model_dump() for status in statuses]
    return reports.print_report(request, "modules", items, [_HEAD, *map(_row, statuses)], [*unknown, *failures])


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
    )
    return status, history.problems


def _explain_removed(status: ModuleStatus) -> str:
    such = f", such as {reports.format_commit(status.commit, dirty=False)}" if status.commit else ""
    return (
        f"{status.module} is in {status.environment}, and not in the repository any more.\n"
        f"Take it down by --destroy, from a commit that has it{such}."
    )


def _row(status: ModuleStatus) -> tuple[str, ...]:
    return (
        status.module,
        status.environment,
        status.state,
        status.result,
        reports.format_version(status.artifacts.values()),
        reports.format_commit(status.commit, dirty=status.dirty),
        f"{status.since[:16].replace('T', ' ')} UTC",
        status.url or reports.NONE,
    )
