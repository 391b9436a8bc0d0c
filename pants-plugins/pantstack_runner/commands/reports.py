"""What the reports on deploys share: places are read at the same time, and a table is laid out."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.console.console import print_error, print_line
from pantstack_runner.execution import module_lock
from pantstack_runner.records import records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import LogsRequest, ReportRequest
    from pantstack_runner.records.record import Record

_VERSION: Final = 1
_THREADS: Final = 16
_SHORT_COMMIT: Final = 7
NONE: Final = "-"
_Place = TypeVar("_Place")
_Answer = TypeVar("_Answer")


class ModuleRecords(NamedTuple):
    """Where the records of a module are."""

    context: Context
    module: str


def find_deployed(context: Context, request: ReportRequest) -> tuple[list[ModuleRecords], list[str]]:
    """Return where the modules of a report were ever deployed, and why that is not known of an environment."""
    names = {module.name for module in request.modules}

    def find(place: Context) -> list[ModuleRecords]:
        recorded = records.recorded_modules(place)
        return [ModuleRecords(place, name) for name in recorded if request.include_removed or name in names]

    groups, failures = ask_all(find, [context.at(environment) for environment in request.environments])
    return [place for group in groups for place in group], failures


def check_removed(request: ReportRequest | LogsRequest, known: Collection[str], places: Sequence[str]) -> None:
    """Refuse a module that is not in the repository, and of which nothing is known.

    Args:
        known: names of modules of which something is.
        places: names of the environments in question.

    Raises:
        UserError: if there is one.
    """
    for name, remedy in request.removed.items():
        if name not in known:
            path = request.module(name).path
            raise UserError(f"{path}: there is no such module, nor was there one in {', '.join(places)}.", remedy)


def ask_all(ask: Callable[[_Place], _Answer], places: Iterable[_Place]) -> tuple[list[_Answer], list[str]]:
    """Return the answers of all places, and why others do not answer, which hides no answer."""

    def answer(place: _Place) -> tuple[list[_Answer], str]:
        try:
            return [ask(place)], ""
        except FailedError as error:
            return [], str(error)

    with ThreadPoolExecutor(_THREADS) as threads:
        results = list(threads.map(answer, places))
    return [result for answers, _ in results for result in answers], list(
        dict.fromkeys(why for _, why in results if why)
    )


def print_report(
    request: ReportRequest, key: str, items: list[Any], rows: Sequence[tuple[str, ...]], failures: Sequence[str]
) -> int:
    """Print a report as JSON, or as a table whose first row is its head, and return the exit code.

    Args:
        rows: for a table; with the head alone, nothing was deployed.
    """
    if request.format == "json":
        print_line(json.dumps({"version": _VERSION, key: items}, indent=2))
    elif len(rows) > 1:
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            print_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    elif not failures:
        print_line("Nothing was deployed yet.")
    return 1 if failures else 0


def print_problems(problems: Iterable[object]) -> None:
    """Print what keeps a report from being complete."""
    for problem in problems:
        print_error(f"pants deploy: {problem}")


def format_version(digests: Iterable[str]) -> str:
    """Return what tells artifacts apart, short."""
    return "+".join(digest.removeprefix("sha256:")[:12] for digest in digests) or NONE


def format_commit(commit: str | None, *, dirty: bool) -> str:
    """Return a commit, short, with a plus if something was not committed."""
    return f"{commit[:_SHORT_COMMIT]}{'+' if dirty else ''}" if commit else NONE


def find_running(context: Context, newest: Record | None) -> Record | None:
    """Return the newest record of a module if its deploy is still at work, in this clone."""
    is_running = newest and newest.result == "started" and module_lock.is_held(context, newest.module)
    return newest if is_running else None


def format_result(record: Record, running: Record | None) -> str:
    """Return how a deploy ended: one that never wrote that was interrupted, unless it is the one that is running."""
    if record.result != "started":
        return record.result
    return "in progress" if record is running else "interrupted"
