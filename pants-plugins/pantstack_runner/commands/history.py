"""`--history`: what was deployed when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pantstack_runner.commands import reports
from pantstack_runner.records import records

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.commands.reports import ModuleRecords
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import HistoryRequest
    from pantstack_runner.records.record import Record
    from pantstack_runner.records.records import RecordHistory

_HEAD: Final = ("began", "environment", "module", "action", "result", "version", "commit", "took", "who")


def run(path: Path, context: Context, request: HistoryRequest) -> int:  # noqa: ARG001 - as all commands
    """Report what was deployed when, the newest last, and return the exit code."""
    places, unknown = reports.find_deployed(context, request)
    if not unknown:
        reports.check_removed(request, {place.module for place in places}, [each.name for each in request.environments])
    answers, failures = reports.ask_all(_read, places)
    histories = [history for history, _ in answers]
    deploys = [(record, running) for history, running in answers for record in history.records]
    deploys.sort(key=lambda deploy: deploy[0].began)
    reports.print_problems([*unknown, *failures, *(problem for history in histories for problem in history.problems)])
    items = [record.model_dump(mode="json") for record, _ in deploys]
    return reports.print_report(
        request, "records", items, [_HEAD, *(_row(*deploy) for deploy in deploys)], [*unknown, *failures]
    )


def _read(place: ModuleRecords) -> tuple[RecordHistory, Record | None]:
    """Return the records of a module, and the one of the deploy that is at work."""
    history = records.read_records(*place)
    return history, reports.find_running(place.context, history.newest)


def _row(record: Record, running: Record | None) -> tuple[str, ...]:
    return (
        f"{record.began:%Y-%m-%d %H:%M:%S} UTC",
        record.environment,
        record.module,
        _format_action(record),
        reports.format_result(record, running),
        reports.format_version(artifact.digest for artifact in record.artifacts),
        reports.format_commit(record.commit, dirty=record.dirty),
        reports.NONE if record.seconds is None else f"{record.seconds:.1f} s",
        record.who,
    )


def _format_action(record: Record) -> str:
    if record.restores:
        return f"rollback to {_format_time(record.restores)}"
    return f"promotion from {record.promoted_from}" if record.promoted_from else record.action


def _format_time(name: str) -> str:
    """Return the time in a record's name, as a person reads it."""
    return f"{name[0:4]}-{name[4:6]}-{name[6:8]} {name[9:11]}:{name[11:13]}:{name[13:15]}"
