"""`runner PLAN`: carries out a plan."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack_runner import paths
from pantstack_runner.config import configuration, encryption
from pantstack_runner.console import confirmation, progress
from pantstack_runner.console.console import drain, print_error
from pantstack_runner.contract import plan as plans
from pantstack_runner.errors import FailedError, GatesWantedError, UserError
from pantstack_runner.execution import sources, workspace_lock
from pantstack_runner.execution.orchestrator import Run
from pantstack_runner.pulumi import cli, environment, preview
from pantstack_runner.records import foundation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pantstack_runner.contract.plan import Plan

_OTHERS: Final = frozenset({"status", "history", "logs", "prune", "set_secret"})
_MEND: Final = "Free disk space or fix the permissions there, then run again."


def main(argv: Sequence[str]) -> int:
    """Carry out a plan and return the exit code.

    Args:
        argv: the plan's path.
    """
    try:
        return _carried_out(Path(*argv))
    except GatesWantedError:
        return plans.GATES_WANTED
    except BrokenPipeError:
        # Nobody reads any more.
        return 1
    except (UserError, FailedError, OSError, KeyboardInterrupt) as error:
        print_error(f"pants deploy: {_worded(error)}")
        return 2 if isinstance(error, UserError) else 1


def _worded(error: BaseException) -> str:
    if isinstance(error, OSError):
        # What is in the way is no matter of the program: a full disk, rights, a file in place of a folder.
        return f"{error.filename or 'a file'}: {error.strerror or error}.\n{_MEND}"
    return "interrupted." if isinstance(error, KeyboardInterrupt) else str(error)


def _carried_out(path: Path) -> int:
    """Read the plan, and do what it says."""
    plan = plans.load(path)
    os.environ.update(environment.direct(os.environ))
    if plan.action in _OTHERS:
        return _other(path, plan)
    encryption.check(plan, os.environ)
    with workspace_lock.shared(plan):
        path, plan = sources.resolved(path, plan)
        configuration.check_modules(plan)
        foundation.check_destroy(plan)
        foundation.check_registry(plan)
        (sys.stderr if plan.events == "-" else sys.stdout).write(preview.sources(plan))
        confirmation.confirm(plan)
        return _modules(path, plan)


def _other(path: Path, plan: Plan) -> int:
    """What is no deploy; a deploy does not wait until the parts for it are loaded."""
    from pantstack_runner.commands import logs, set_secret, status  # noqa: PLC0415 - see above
    from pantstack_runner.commands.pruning import prune  # noqa: PLC0415

    if plan.action == "prune":
        return prune.prune(path, plan)
    if plan.action == "set_secret":
        encryption.check(plan, os.environ)
        return set_secret.set_secret(plan, sys.stdin, lambda: _variables(plan))
    return {"status": status.status, "history": status.history, "logs": logs.show}[plan.action](plan)


def _modules(path: Path, plan: Plan) -> int:
    """Take the modules, and show how it goes."""
    human = sys.stderr if plan.events == "-" else sys.stdout
    with progress.open_events(plan.events, plan.root, sys.stdout) as events:
        screen = progress.Screen(human, sys.stderr, live=progress.is_live_terminal(human, os.environ), events=events)
        code = Run(path, plan, lambda: _variables(plan), screen).go()
    if plan.plan_out and code == 0:
        sources.previewed(plan)
        human.write(f"plan  {plan.plan_out}\n")
    return code


def _variables(plan: Plan) -> dict[str, str]:
    return environment.variables(plan, cli.find(paths.cache_folder(), os.environ), os.environ)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    drain()
    sys.exit(code)
