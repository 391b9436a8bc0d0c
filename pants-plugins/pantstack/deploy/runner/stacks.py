"""A module's stack in Pulumi."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml  # type: ignore[import-untyped]  # pants: no-infer-dep
from pulumi import automation
from semver import VersionInfo  # pants: no-infer-dep

from pantstack.deploy.runner import cli, configuration, images, places, program, states
from pantstack.deploy.runner.errors import FailedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pantstack.deploy.runner.console import Journal
    from pantstack.deploy.runner.events import Story
    from pantstack.deploy.runner.plan import Module, Plan


class Stack(automation.Stack):
    """A stack that is not asked again for what the events have told: each question starts a process."""

    def __init__(self, stack: automation.Stack) -> None:
        self.__dict__.update(stack.__dict__)

    def outputs(self) -> automation.OutputMap:
        """Nothing: they are taken from the events."""
        return {}

    def info(self, show_secrets: bool | None = None) -> automation.UpdateSummary:  # noqa: ARG002, FBT001 - theirs
        """Nothing that the events have not told."""
        return automation.UpdateSummary(
            kind="update",
            start_time=datetime.now(UTC),
            message="",
            environment={},
            config={},
            result="succeeded",
        )


class _Command(automation.PulumiCommand):
    """The command line that the runner found, not asked for its version once more for each module."""

    def __init__(self) -> None:
        self.command = "pulumi"
        self.version = VersionInfo(*cli.MINIMUM)


class _Workspace(automation.LocalWorkspace):
    """A workspace in which a stack need not be selected: every command of a stack names it."""

    def select_stack(self, stack_name: str) -> None:
        """Nothing."""


def of(plan: Plan, module: Module, log: Journal, story: Story) -> Stack | None:
    """The module's stack, made where it is not yet there; None if there is nothing to destroy or to look at.

    Its images are where the environment looks for them before the stack is made.

    Args:
        plan: the plan.
        module: the module.
        log: where a traceback of the module's program goes.
        story: whom to tell.

    Raises:
        UsageError: if the module has no program, or what configures it is wrong.
        FailedError: if the folder of the state cannot be used, or an image cannot be had or pushed.
    """
    main_file = plan.root / module.infrastructure / "__main__.py"
    if plan.action != "destroy" and not main_file.is_file():
        raise UsageError(
            f"{module.infrastructure}/__main__.py: is missing.\n"
            f"Write the module's Pulumi program there, or change `infrastructure` in {module.path}/BUILD."
        )
    told = {**configuration.whole(plan, module), **images.configuration(plan, module, story)}
    known = _known(plan, module)
    workspace = _workspace(plan, module, program.inline(main_file, plan.root, log), told)
    name = plan.environment.name
    if plan.action in {"destroy", "refresh"}:
        if known is False:
            return None
        with contextlib.suppress(automation.StackNotFoundError):
            return Stack(automation.Stack.select(name, workspace))
        return None
    if known is None:
        return Stack(automation.Stack.create_or_select(name, workspace))
    return Stack((automation.Stack.select if known else automation.Stack.create)(name, workspace))


def _workspace(plan: Plan, module: Module, run: Callable[[], None], told: dict[str, Any]) -> automation.LocalWorkspace:
    work = places.work(plan, module)
    work.mkdir(parents=True, exist_ok=True)
    backend = places.backend_url(plan)
    if backend.startswith("file://"):
        _check_folder(Path(backend.removeprefix("file://")), plan.environment.name)
    settings_path = work / f"Pulumi.{plan.environment.name}.yaml"
    salt = _yaml(settings_path).get("encryptionsalt")
    settings = automation.StackSettings(config=told, encryption_salt=salt)
    kind = _Workspace if _known(plan, module) else automation.LocalWorkspace
    return kind(
        work_dir=str(work),
        program=run,
        pulumi_command=_Command(),
        project_settings=automation.ProjectSettings(
            name=module.name, runtime="python", backend=automation.ProjectBackend(url=backend)
        ),
        stack_settings={plan.environment.name: settings},
    )


def _check_folder(folder: Path, environment_name: str) -> None:
    """Refuse a folder for states that cannot be written, in better words than Pulumi's."""
    probe = folder / f".probe.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x" * 4096)
    except OSError as error:
        raise FailedError(
            f"{folder}: the state of {environment_name} cannot be written there ({error.strerror}).\n"
            "Make room or mend the rights there, or change `backend_url` of the deploy_environment."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)


def _known(plan: Plan, module: Module) -> bool | None:
    """Whether the stack is there, None where only Pulumi can tell."""
    if states.read(plan, module.name) is not None:
        return True
    return None if plan.environment.backend_url or plan.environment.platform != "local" else False


def _yaml(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_bytes()) if path.exists() else {}
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: is not YAML: {error}.\nMend it, or remove it.") from error
    if not isinstance(found, dict | None):
        raise UsageError(f"{path}: is not a mapping.\nMend it, or remove it.")
    return found or {}
