"""`module PLAN NAME`: one module of a plan, through Pulumi's Automation API."""

from __future__ import annotations

import signal
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml  # type: ignore[import-untyped]  # pants: no-infer-dep
from pulumi import automation

from pantstack.deploy.runner import configuration, deploys, environment, places, program
from pantstack.deploy.runner import plan as plans
from pantstack.deploy.runner.console import complain, say
from pantstack.deploy.runner.errors import FailedError, UsageError
from pantstack.deploy.runner.events import Story

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from pantstack.deploy.runner.plan import Module, Plan


def main(argv: Sequence[str]) -> int:
    """Act on one module and return the exit code.

    Args:
        argv: the plan's path and the module's name.
    """
    # Pulumi, of the same group, hears Ctrl-C itself; this process waits for it to end in order.
    signal.signal(signal.SIGINT, lambda *_: None)
    path = Path(argv[0])
    plan = plans.load(path)
    module = plan.module(argv[1])
    log_path = places.log(plan, module)
    log_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        entry = deploys.begin(plan, module, path) if plan.action in {"up", "destroy"} else None
        story = Story(module.name, preview=plan.action == "preview")
        with log_path.open("w", encoding="utf-8") as log:
            code, failure = _attempted(plan, module, story, log)
        if entry:
            entry.close(failure, story.outputs, story.steps)
    except (UsageError, FailedError) as error:
        code, failure = (2 if isinstance(error, UsageError) else 1), str(error)
    if failure is not None:
        complain(f"{module.name}  failed  {failure}")
    return code


def _attempted(plan: Plan, module: Module, story: Story, log: TextIO) -> tuple[int, str | None]:
    """Act; the exit code and, if it failed, why."""
    hint = f"\nThe whole log: {places.log(plan, module).relative_to(plan.root)}"
    try:
        _act(plan, module, story, log)
    except UsageError as error:
        return 2, str(error)
    except FailedError as error:
        return 1, str(error)
    except automation.CommandError as error:
        log.write(f"{error}\n")
        return 1, (story.causes[0] if story.causes else _last_words(str(error))) + hint
    except Exception as error:  # noqa: BLE001 - a traceback is for the log
        log.write(traceback.format_exc())
        return 1, f"{type(error).__name__}: {error}{hint}"
    return 0, None


def _act(plan: Plan, module: Module, story: Story, log: TextIO) -> None:
    stack = _stack(plan, module, log)
    if stack is None:
        say(f"{module.name}  down  it was not up")
        return
    # What runs on this machine may have ended since; a cloud is asked by those who want to know.
    refresh = plan.environment.platform == "local"

    def write(text: str) -> None:
        log.write(f"{text}\n")

    if plan.action == "preview":
        stack.preview(on_event=story.hear, on_output=write, on_error=write, refresh=refresh)
        say(f"{module.name}  preview  {_counted(story.steps)}")
    elif plan.action == "destroy":
        stack.destroy(on_event=story.hear, on_output=write, on_error=write)
        say(f"{module.name}  down" if story.steps else f"{module.name}  down  it was not up")
    else:
        stack.up(on_event=story.hear, on_output=write, on_error=write, refresh=refresh)
        if not story.steps:
            say(f"{module.name}  no change")
        say(f"{module.name}  up  {story.outputs.get('url', '')}".rstrip())


def _counted(steps: int) -> str:
    return {0: "no change", 1: "1 change"}.get(steps, f"{steps} changes")


def _last_words(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("error:")]
    return (lines or ["error: Pulumi failed"])[-1].removeprefix("error:").strip()


class _Stack(automation.Stack):
    """A stack that is not asked again for what the events have told: each question starts a process."""

    def __init__(self, stack: automation.Stack) -> None:
        self.__dict__.update(stack.__dict__)

    def outputs(self) -> automation.OutputMap:
        return {}

    def info(self, show_secrets: bool | None = None) -> automation.UpdateSummary:  # noqa: ARG002, FBT001 - theirs
        return automation.UpdateSummary(
            kind="update",
            start_time=datetime.now(UTC),
            message="",
            environment={},
            config={},
            result="succeeded",
        )


def _stack(plan: Plan, module: Module, log: TextIO) -> _Stack | None:
    """The module's stack, made where it is not yet there; None if there is nothing to destroy."""
    main_file = plan.root / module.infrastructure / "__main__.py"
    if plan.action != "destroy" and not main_file.is_file():
        raise UsageError(
            f"{module.infrastructure}/__main__.py: is missing.\n"
            f"Write the module's Pulumi program there, or change `infrastructure` in {module.path}/BUILD."
        )
    workspace = _workspace(plan, module, program.inline(main_file, plan.root, log))
    name = plan.environment.name
    known = _known(plan, module)
    if known is False and plan.action == "destroy":
        return None
    if known is None:
        return _Stack(automation.Stack.create_or_select(name, workspace))
    return _Stack((automation.Stack.select if known else automation.Stack.create)(name, workspace))


def _workspace(plan: Plan, module: Module, run: Callable[[], None]) -> automation.LocalWorkspace:
    work = places.work(plan, module)
    work.mkdir(parents=True, exist_ok=True)
    backend = environment.backend_url(plan)
    if backend.startswith("file://"):
        Path(backend.removeprefix("file://")).mkdir(parents=True, exist_ok=True)
    settings_path = work / f"Pulumi.{plan.environment.name}.yaml"
    salt = _yaml(settings_path).get("encryptionsalt")
    settings = automation.StackSettings(config=configuration.whole(plan, module), encryption_salt=salt)
    return automation.LocalWorkspace(
        work_dir=str(work),
        program=run,
        project_settings=automation.ProjectSettings(
            name=module.name, runtime="python", backend=automation.ProjectBackend(url=backend)
        ),
        stack_settings={plan.environment.name: settings},
    )


def _known(plan: Plan, module: Module) -> bool | None:
    """Whether the stack is there, None where only Pulumi can tell."""
    if plan.environment.backend_url or plan.environment.platform != "local":
        return None
    return places.state_file(plan, module.name).is_file()


def _yaml(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_bytes()) if path.exists() else {}
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: is not YAML: {error}.\nMend it, or remove it.") from error
    if not isinstance(found, dict | None):
        raise UsageError(f"{path}: is not a mapping.\nMend it, or remove it.")
    return found or {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
