"""`runner PLAN`: carries out a plan."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack.deploy.runner import (
    cli,
    configuration,
    environment,
    foundation,
    logs,
    places,
    progress,
    reports,
    sources,
)
from pantstack.deploy.runner import plan as plans
from pantstack.deploy.runner.console import complain, say, settle
from pantstack.deploy.runner.errors import FailedError, GatesWantedError, UsageError
from pantstack.deploy.runner.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pantstack.deploy.runner.plan import Plan

_REPORTS: Final[Mapping[str, Callable[[Plan], int]]] = {
    "status": reports.status,
    "history": reports.history,
    "logs": logs.show,
}


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
        configuration.check(plan)
        foundation.check_destroy(plan)
        foundation.check_registry(plan)
        _confirm(plan)
        return _modules(path, plan)
    except UsageError as error:
        complain(f"pants deploy: {error}")
        return 2
    except FailedError as error:
        complain(f"pants deploy: {error}")
        return 1
    except GatesWantedError:
        return plans.GATES_WANTED
    except KeyboardInterrupt:
        complain("pants deploy: interrupted.")
        return 1


def _modules(path: Path, plan: Plan) -> int:
    """Take the modules, and show how it goes."""
    human = sys.stderr if plan.events == "-" else sys.stdout
    with progress.events_to(plan.events, plan.root, sys.stdout) as events:
        screen = progress.Screen(human, sys.stderr, live=progress.is_live(human, os.environ), events=events)
        code = Run(path, plan, lambda: _variables(plan), screen).go()
    if plan.plan_out and code == 0:
        sources.previewed(plan)
        human.write(f"plan  {plan.plan_out}\n")
    return code


def _variables(plan: Plan) -> dict[str, str]:
    return environment.variables(plan, cli.find(places.cache(), os.environ), os.environ)


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


if __name__ == "__main__":
    code = main(sys.argv[1:])
    settle()
    sys.exit(code)
