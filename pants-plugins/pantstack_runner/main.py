"""`runner PLAN`: carries out the request of a plan file; each action is a module of `commands/`."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pantstack_runner.base import home
from pantstack_runner.base.errors import FailedError, GatesWantedError, UserError
from pantstack_runner.console.console import drain, print_error
from pantstack_runner.contract import requests
from pantstack_runner.pulumi import environment

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Carry out the request of the plan file that is the only argument, and return the exit code."""
    try:
        return _dispatch(Path(*argv))
    except GatesWantedError:
        return requests.GATES_WANTED
    except BrokenPipeError:
        # Nobody reads any more.
        return 1
    except (UserError, FailedError, OSError, KeyboardInterrupt) as error:
        print_error(f"pants deploy: {_explain(error)}")
        return 2 if isinstance(error, UserError) else 1


def _explain(error: BaseException) -> str:
    if isinstance(error, OSError):
        # No fault of the program: a full disk, permissions, a file in place of a folder.
        fact = f"{error.filename or 'a file'}: {error.strerror or error}"
        return f"{fact}.\nFree disk space or fix the permissions there, then run again."
    return "interrupted." if isinstance(error, KeyboardInterrupt) else str(error)


def _dispatch(path: Path) -> int:
    plan = requests.load(path)
    home.make(plan.context.home)
    os.environ.update(environment.bypass_proxies(os.environ))
    # A deploy does not wait until the parts for other actions are loaded.
    # pantstack: ignore[unprovable-import] the commands are public
    command = importlib.import_module(f"pantstack_runner.commands.{plan.request.action}")
    code: int = command.run(path, plan.context, plan.request)
    return code


if __name__ == "__main__":
    code = main(sys.argv[1:])
    drain()
    sys.exit(code)
