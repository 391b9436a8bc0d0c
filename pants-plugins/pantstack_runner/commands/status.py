"""What the records tell: what is up where, and what was deployed when."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from pydantic import BaseModel, Field

from pantstack_runner.console.console import print_error, print_line
from pantstack_runner.errors import FailedError
from pantstack_runner.health import liveness
from pantstack_runner.health.liveness import Liveness
from pantstack_runner.records import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pantstack_runner.context import Context
    from pantstack_runner.contract.plan import Plan
    from pantstack_runner.records.record import Record
    from pantstack_runner.records.records import RecordHistory

_VERSION: Final = 1
_WORKERS: Final = 16
_SHORT: Final = 7
_NONE: Final = "-"
_Place = TypeVar("_Place")
_Answer = TypeVar("_Answer")


class Line(BaseModel):
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


def status(plan: Plan) -> int:
    """Say which modules are up, environment by environment, and return the exit code.

    Args:
        plan: the plan, with the environments and the modules to report on.
    """
    wanted = [module.name for module in plan.modules]
    places, mute = _deployed(plan, wanted)
    found, failed = _each(lambda place: _line(*place), places)
    order = {name: index for index, name in enumerate(wanted)}
    lines = sorted(
        (line for line, _ in found if line and (line.module in order or not line.is_taken_down)),
        key=lambda line: (order.get(line.module, len(order)), line.module, line.environment),
    )
    _complain([*mute, *failed, *(problem for _, problems in found for problem in problems)])
    _complain(_forgotten(line) for line in lines if line.module not in order)
    if plan.format == "json":
        _say_json({"modules": [line.model_dump() for line in lines]})
    elif lines:
        head = ("module", "environment", "state", "last deploy", "version", "commit", "since", "url")
        _say_table([head, *(_row(line) for line in lines)])
    elif not (mute or failed):
        print_line("Nothing was deployed yet.")
    return 1 if mute or failed else 0


def history(plan: Plan) -> int:
    """Say what was deployed when, the newest last, and return the exit code.

    Args:
        plan: the plan, with the environments and the modules to report on.
    """
    places, mute = _deployed(plan, [module.name for module in plan.modules])
    found, failed = _each(lambda place: records.read_records(*place), places)
    told = sorted((record for each in found for record in each.records), key=lambda record: record.began)
    _complain([*mute, *failed, *(problem for each in found for problem in each.problems)])
    if plan.format == "json":
        _say_json({"records": [record.model_dump(mode="json") for record in told]})
    elif told:
        head = ("began", "environment", "module", "action", "result", "version", "commit", "took", "who")
        _say_table([head, *(_told(record) for record in told)])
    elif not (mute or failed):
        print_line("Nothing was deployed yet.")
    return 1 if mute or failed else 0


def _deployed(plan: Plan, wanted: Sequence[str]) -> tuple[list[tuple[Context, str]], list[str]]:
    """Where which of the wanted modules were ever deployed, and why that cannot be told of an environment.

    A report of the whole repository also wants those that are not in it any more.
    """
    known, mute = _each(
        lambda there: [(there, name) for name in records.recorded_modules(there) if plan.gone or name in wanted],
        [plan.context.at(environment) for environment in plan.environments],
    )
    return [place for group in known for place in group], mute


def _each(ask: Callable[[_Place], _Answer], places: Iterable[_Place]) -> tuple[list[_Answer], list[str]]:
    """What each place answers, and why others do not, which hides no answer."""

    def answer(place: _Place) -> tuple[list[_Answer], str]:
        try:
            return [ask(place)], ""
        except FailedError as error:
            return [], str(error)

    with ThreadPoolExecutor(_WORKERS) as workers:
        told = list(workers.map(answer, places))
    return [each for found, _ in told for each in found], list(dict.fromkeys(error for _, error in told if error))


def _line(context: Context, name: str) -> tuple[Line | None, tuple[FailedError, ...]]:
    found = records.read_records(context, name, until=lambda each: each.result == "succeeded")
    newest, running = _newest_and_running(found)
    if newest is None or running is None:
        return None, found.problems
    outputs = running.outputs if running.action == "up" else {}
    url = outputs.get("url")
    gone = running.action == "destroy" and running.result == "succeeded"
    line = Line(
        module=name,
        environment=context.environment.name,
        state="down" if gone else liveness.liveness_of_record(context, running),
        result=_result(newest),
        artifacts={each.name: each.digest for each in running.artifacts},
        commit=running.commit,
        dirty=running.dirty,
        since=running.began.isoformat(timespec="seconds"),
        who=running.who,
        url=url if isinstance(url, str) else None,
        error=newest.error,
        is_taken_down=gone,
    )
    return line, found.problems


def _newest_and_running(found: RecordHistory) -> tuple[Record | None, Record | None]:
    """The newest record, and the one of what runs: the newest that succeeded, else the newest."""
    if not found.records:
        return None, None
    newest = found.records[0]
    return newest, next((each for each in found.records if each.result == "succeeded"), newest)


def _forgotten(line: Line) -> str:
    such = f", such as {line.commit[:_SHORT]}" if line.commit else ""
    return (
        f"{line.module} is in {line.environment}, and not in the repository any more.\n"
        f"Take it down by --destroy, from a commit that has it{such}."
    )


def _result(record: Record) -> str:
    return "interrupted" if record.result == "started" else record.result


def _row(line: Line) -> tuple[str, ...]:
    return (
        line.module,
        line.environment,
        line.state,
        line.result,
        _version(line.artifacts.values()),
        _commit(line.commit, dirty=line.dirty),
        f"{line.since[:16].replace('T', ' ')} UTC",
        line.url or _NONE,
    )


def _told(record: Record) -> tuple[str, ...]:
    return (
        f"{record.began:%Y-%m-%d %H:%M:%S} UTC",
        record.environment,
        record.module,
        _action(record),
        _result(record),
        _version(each.digest for each in record.artifacts),
        _commit(record.commit, dirty=record.dirty),
        _NONE if record.seconds is None else f"{record.seconds:.1f} s",
        record.who,
    )


def _action(record: Record) -> str:
    if record.restores:
        return f"rollback to {_seconds(record.restores)}"
    return f"promotion from {record.promoted_from}" if record.promoted_from else record.action


def _seconds(name: str) -> str:
    """The time in a record's name, as a person reads it."""
    return f"{name[0:4]}-{name[4:6]}-{name[6:8]} {name[9:11]}:{name[11:13]}:{name[13:15]}"


def _version(digests: Iterable[str]) -> str:
    return "+".join(each.removeprefix("sha256:")[:12] for each in digests) or _NONE


def _commit(commit: str | None, *, dirty: bool) -> str:
    return f"{commit[:_SHORT]}{'+' if dirty else ''}" if commit else _NONE


def _complain(problems: Iterable[object]) -> None:
    for problem in problems:
        print_error(f"pants deploy: {problem}")


def _say_json(report: dict[str, Any]) -> None:
    print_line(json.dumps({"version": _VERSION, **report}, indent=2))


def _say_table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
