"""What the deploy actions share: artifacts from elsewhere, and modules that are taken at the same time."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING, Final, TextIO, TypeVar

from pantstack_runner.config import configuration
from pantstack_runner.console import progress
from pantstack_runner.contract import requests
from pantstack_runner.contract.requests import ProgramRequest, UpRequest
from pantstack_runner.execution import promotion, rollback, saved_plan
from pantstack_runner.execution.orchestrator import Orchestrator
from pantstack_runner.pulumi import cli, environment
from pantstack_runner.records import foundation
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import DeployRequest

_WORKER: Final = "pantstack_runner.worker"
_Program = TypeVar("_Program", bound=ProgramRequest)


def run(path: Path, context: Context, request: DeployRequest) -> int:
    """Take the modules, show how it goes, and return the exit code."""
    human = for_people(request)
    with progress.open_events(request.events, context.root, sys.stdout) as events:
        live = progress.is_live_terminal(human, os.environ)
        screen = progress.Screen(human, sys.stderr, live=live, events=events)
        return Orchestrator(path, context, request, screen, lambda: variables(context), _WORKER).run()


def variables(context: Context) -> dict[str, str]:
    """Return the environment variables for Pulumi, whose command line is found or built."""
    return environment.variables(context, cli.find(paths.cache_folder(), os.environ), os.environ)


def for_people(request: DeployRequest) -> TextIO:
    """Return where text goes: events have the standard output to themselves."""
    return sys.stderr if request.events == "-" else sys.stdout


def with_artifacts(context: Context, request: _Program) -> _Program:
    """Return the request with the artifacts that it only points at: of another environment, or of an older deploy.

    Raises:
        UserError: if they are not there.
    """
    if request.promote_from:
        origin = context.at(request.promote_from)
        modules = tuple(promotion.promote(origin, module) for module in request.modules)
    elif request.rollback:
        modules = tuple(rollback.roll_back(context, module) for module in request.modules)
    else:
        return request
    return request.model_copy(update={"modules": modules})


def write_plan(path: Path, context: Context, request: DeployRequest) -> Path:
    """Write a request with all that it only pointed at beside its plan file, and return the new file.

    Raises:
        FailedError: if it cannot be written.
    """
    content = requests.dump(context, request)
    target = path.with_name(f"{hashlib.sha256(content).hexdigest()}.json")
    saved_plan.write(target, content)
    return target


def check_programs(context: Context, request: ProgramRequest) -> None:
    """Refuse what the modules' programs cannot run with, before anything happens.

    Raises:
        UserError: if configuration is wrong, or there is no registry for images.
    """
    configuration.check_modules(context, request.modules)
    foundation.check_registry(context, request.modules)
    for_people(request).write(format_origins(request))


def format_origins(request: ProgramRequest) -> str:
    """Return a line for each artifact that is not built now: which it is, and where it comes from."""
    return "".join(
        f"{module.name}  {origin}  {artifact.name}  {artifact.digest[:19]}\n"
        for module in request.modules
        for origin in (_format_origin(request, module),)
        for artifact in module.artifacts
        if origin
    )


def _format_origin(request: ProgramRequest, module: Module) -> str:
    if isinstance(request, UpRequest) and request.saved_plan:
        return "as previewed"
    if module.promoted_from:
        return f"from {module.promoted_from}"
    return f"as on {module.restores}" if module.restores else ""
