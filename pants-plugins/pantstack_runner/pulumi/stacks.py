"""A module's stack in Pulumi."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi import automation
from semver import VersionInfo  # pants: no-infer-dep

from pantstack_runner.artifacts import delivery
from pantstack_runner.base.errors import UserError, failing
from pantstack_runner.config import config_files, configuration, encryption, secret_references
from pantstack_runner.contract.requests import DestroyRequest, ProgramRequest
from pantstack_runner.health import liveness
from pantstack_runner.pulumi import cli, program
from pantstack_runner.records import stack_states
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from pantstack_runner.console.console import TolerantLog
    from pantstack_runner.console.redaction import Redactor
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import DeployRequest
    from pantstack_runner.pulumi.engine_events import UpdateProgress


class Stack(automation.Stack):
    """A stack that Pulumi is not queried for again: each query starts a process, and the events have the answers."""

    def __init__(self, stack: automation.Stack) -> None:
        self.__dict__.update(stack.__dict__)

    def outputs(self) -> automation.OutputMap:
        """Return nothing: outputs are taken from the events."""
        return {}

    def info(self, show_secrets: bool | None = None) -> automation.UpdateSummary:  # noqa: ARG002, FBT001 - theirs
        """Return nothing that the events do not have."""
        return automation.UpdateSummary("update", datetime.now(UTC), "", {}, {}, "succeeded")


class _Command(automation.PulumiCommand):
    """The command line that the runner found, whose version is known."""

    def __init__(self) -> None:
        self.command = "pulumi"
        self.version = VersionInfo(*cli.MINIMUM)


class _Workspace(automation.LocalWorkspace):
    """A workspace in which a stack need not be selected: every command of a stack names it."""

    def select_stack(self, stack_name: str) -> None:
        """Do nothing."""


def open_stack(  # noqa: PLR0913, PLR0917 - each is of another kind
    context: Context,
    request: DeployRequest,
    module: Module,
    log: TolerantLog,
    progress: UpdateProgress,
    redactor: Redactor,
) -> Stack | None:
    """Return the module's stack; None if its program does not run and there is nothing to act on.

    A stack whose program runs is made where it is missing, and its images are where the environment looks for them.

    Raises:
        UserError: if the module has no program, or what configures it is wrong.
        FailedError: if the folder of the state cannot be used, or an image cannot be had or pushed.
    """
    main_file = context.root / module.infrastructure / "__main__.py"
    if not isinstance(request, DestroyRequest) and not main_file.is_file():
        help_ = f"Write the module's Pulumi program there, or change `infrastructure` in {module.path}/BUILD."
        raise UserError("is missing.", help_, main_file.relative_to(context.root))
    dependencies = liveness.available_dependencies(context, module, [other.name for other in request.modules])
    values = configuration.program_configuration(context, module, dependencies)
    if isinstance(request, ProgramRequest):
        values |= delivery.deliver_artifacts(context, request, module, progress.emit)
    exists = _exists(context, module)
    run = program.inline(main_file, context.root, log, redactor, values)
    workspace = _workspace(context, module, run, values, exists=bool(exists))
    name = context.environment.name
    if not isinstance(request, ProgramRequest):
        if exists is False:
            return None
        with contextlib.suppress(automation.StackNotFoundError):
            return Stack(automation.Stack.select(name, workspace))
        return None
    make = {True: automation.Stack.select, False: automation.Stack.create, None: automation.Stack.create_or_select}
    stack = Stack(make[exists](name, workspace))
    secrets = configuration.secret_values(context, module)
    encryption.set_stack_secrets(paths.work_folder(context, module.name), name, secrets, os.environ)
    return stack


def _workspace(
    context: Context, module: Module, run: Callable[[], None], values: dict[str, Any], *, exists: bool
) -> automation.LocalWorkspace:
    work = paths.work_folder(context, module.name)
    work.mkdir(parents=True, exist_ok=True)
    backend = paths.backend_url(context)
    if backend.startswith("file://"):
        _check_folder(Path(backend.removeprefix("file://")), context.environment.name)
    last = config_files.read_mapping(work / f"Pulumi.{context.environment.name}.yaml")
    stored = encryption.stack_encryption(context, module, last)
    settings = automation.StackSettings(
        # What comes from the environment is put in later, encrypted.
        config={
            key: value for key, value in values.items() if secret_references.parse_reference(key, value, key) is None
        },
        encryption_salt=stored.get(encryption.SALT),
        encrypted_key=stored.get(encryption.KEY),
        secrets_provider=stored.get(encryption.PROVIDER),
    )
    # A workspace of a stack that is known to be there need not select it first.
    return (_Workspace if exists else automation.LocalWorkspace)(
        work_dir=str(work),
        program=run,
        pulumi_command=_Command(),
        secrets_provider=context.environment.secrets_provider,
        project_settings=automation.ProjectSettings(
            name=module.name, runtime="python", backend=automation.ProjectBackend(url=backend)
        ),
        stack_settings={context.environment.name: settings},
    )


def _check_folder(folder: Path, environment_name: str) -> None:
    """Raise for a folder of states that cannot be written, more clearly than Pulumi."""
    probe = folder / f".probe.{os.getpid()}"
    help_ = "Free disk space or fix the permissions there, or change `backend_url` of the deploy_environment."
    try:
        with failing(f"the state of {environment_name} cannot be written there", help_, folder):
            folder.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"x" * 4096)
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)


def _exists(context: Context, module: Module) -> bool | None:
    """Return whether the stack exists, None where only Pulumi knows."""
    if stack_states.read_state(context, module.name) is not None:
        return True
    return None if context.environment.backend_url or not context.environment.traits.on_this_machine else False
