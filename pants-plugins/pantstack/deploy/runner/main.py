"""`runner PLAN`: carries out a plan, module by module, and stops at the first that fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack.deploy.runner import cli, deploys, environment, places, reports, sources
from pantstack.deploy.runner import plan as plans
from pantstack.deploy.runner.console import complain, say
from pantstack.deploy.runner.errors import FailedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import FrameType

    from pantstack.deploy.runner.plan import Plan

_REPORTS: Final[Mapping[str, Callable[[Plan], int]]] = {"status": reports.status, "history": reports.history}


def main(argv: Sequence[str]) -> int:
    """Carry out a plan and return the exit code.

    Args:
        argv: the plan's path.
    """
    try:
        path = Path(*argv)
        plan = plans.load(path)
        if plan.action in _REPORTS:
            return _REPORTS[plan.action](plan)
        path, plan = sources.resolved(path, plan)
        _confirm(plan)
        return _modules(path, plan)
    except UsageError as error:
        complain(f"pants deploy: {error}")
        return 2
    except FailedError as error:
        complain(f"pants deploy: {error}")
        return 1
    except KeyboardInterrupt:
        complain("pants deploy: interrupted.")
        return 1


def _modules(path: Path, plan: Plan) -> int:
    """Take module after module; what would not change is left alone, without even looking for Pulumi."""
    variables: dict[str, str] = {}
    for module in plan.modules:
        last = deploys.unchanged(plan, module)
        if last:
            say(f"{module.name}  no change")
            say(f"{module.name}  up  {last.outputs.get('url', '')}".rstrip())
            continue
        variables = variables or environment.variables(plan, cli.find(places.cache(), os.environ), os.environ)
        code = _run_child(path, module.name, places.cancelled(plan, module), variables)
        if code:
            return code
    if plan.plan_out:
        sources.previewed(plan)
        say(f"plan  {plan.plan_out}")
    return 0


def _confirm(plan: Plan) -> None:
    """Let the user name an environment that wants to be confirmed."""
    name = plan.environment.name
    if not plan.environment.requires_confirmation or plan.confirmed or plan.action in {"preview", "refresh"}:
        return
    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError(f'Environment "{name}" wants confirmation, and there is no terminal to ask.\nAdd --yes.')
    modules = ", ".join(module.name for module in plan.modules)
    say(f"{plan.action} {modules} in {name}: type the environment's name to go on.")
    if sys.stdin.readline().strip() != name:
        raise UsageError(f'"{name}" was not confirmed; nothing was changed.\nRun again and type its name.')


def _run_child(path: Path, module: str, cancelled: Path, variables: dict[str, str]) -> int:
    """Run one module's program in a process of its own: programs do not see each other's imports."""
    cancelled.parent.mkdir(parents=True, exist_ok=True)
    cancelled.unlink(missing_ok=True)
    argv = (sys.executable, "-m", "pantstack.deploy.runner.module", str(path), module)
    # A group of its own: Ctrl-C reaches Pulumi once, by the hand-over below, and it cancels in order.
    child = subprocess.Popen(  # noqa: S603 - our own code
        argv,
        env={**variables, "PANTSTACK_CANCELLED": str(cancelled)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )

    def hand_over(_number: int, _frame: FrameType | None) -> None:
        complain(f"{module}  cancels")
        cancelled.touch()
        os.killpg(child.pid, signal.SIGINT)

    before = {number: signal.signal(number, hand_over) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code in {0, 1, 2} else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
