"""`--orphans`: lists services that this work tree has started and nobody declares or knows any more, and ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pantstack_runner.base.errors import FailedError
from pantstack_runner.commands import reports
from pantstack_runner.console.console import print_line
from pantstack_runner.execution import module_lock, workspace_lock
from pantstack_runner.health import forgotten
from pantstack_runner.storage import paths
from pantstack_runtime import marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import OrphansRequest
    from pantstack_runtime.marks import MarkedService


class _Orphan(NamedTuple):
    """A service, and why nobody answers for it."""

    service: MarkedService
    reason: str


def run(path: Path, context: Context, request: OrphansRequest) -> int:
    """List the orphans, or end them if that is confirmed, and return the exit code.

    Raises:
        FailedError: if they are to be ended and a deploy is at work, which may just have started one.
    """
    # Nobody needs the plan after this.
    path.unlink(missing_ok=True)
    if not request.confirmed:
        return _run(context, request)
    with workspace_lock.alone(paths.workspace_lock_file(context)) as problem:
        if problem:
            raise FailedError(f"nothing was ended: {problem}.", "Run again when it has ended.")
        return _run(context, request)


def _run(context: Context, request: OrphansRequest) -> int:
    orphans = list(_find(context, request))
    failures = []
    for service, reason in orphans:
        failure = service.end() if request.confirmed else ""
        failures += [failure] if failure else []
        mark = service.mark
        word = "orphan" if not request.confirmed or failure else "ended"
        columns = (f"{mark.module}  {word}  {service.title}", mark.environment, service.url, reason)
        print_line("  ".join(filter(None, columns)))
    reports.print_problems(failures)
    if not orphans:
        print_line("orphans  none")
    elif not request.confirmed:
        print_line("End them with: ./pants deploy --orphans --yes")
    return 1 if failures else 0


def _undeclared(context: Context, service: MarkedService) -> Context:
    return context.at(context.environment.model_copy(update={"name": service.mark.environment}))


def _find(context: Context, request: OrphansRequest) -> Iterator[_Orphan]:
    places = {environment.name: context.at(environment) for environment in request.environments}
    modules = {module.name for module in request.modules}
    running = marks.started_from(str(context.home))
    unknown = set(forgotten.find_all_forgotten(running, places.values()))
    for service in running:
        place = places.get(service.mark.environment)
        # What a deploy is just starting is in no state yet.
        if module_lock.is_held(place or _undeclared(context, service), service.mark.module):
            continue
        if place is None:
            yield _Orphan(service, "its environment is not declared any more")
        elif service.mark.module not in modules:
            yield _Orphan(service, "its module is not in the repository any more")
        elif service in unknown:
            yield _Orphan(service, "no state knows of it")
