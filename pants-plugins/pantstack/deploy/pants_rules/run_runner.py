"""Passes a request to the runner and runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pants.backend.python.subsystems.setup import PythonSetup
from pants.backend.python.util_rules.interpreter_constraints import InterpreterConstraints
from pants.engine.console import Console
from pants.engine.fs import Workspace

from pantstack.base.errors import FAILURE
from pantstack.deploy.contract import variables
from pantstack.deploy.contract.requests import Context, Request, summary
from pantstack.deploy.pants_rules import files, packaging
from pantstack.deploy.pants_rules.module_inputs import Repository
from pantstack.pants_port import processes, workspace

# From here on an exit code is a signal, for a shell; Pants itself has a negative one for all of them.
_SIGNALLED: Final = 128
# The resolve of the programs and of what runs them, as `pants adopt` registers it.
_RESOLVE: Final = "infra"


@dataclass(frozen=True)
class SideEffects:
    """What the goal acts on.

    Attributes:
        user: environment variables of the user.
    """

    console: Console
    workspace: Workspace
    user: Mapping[str, str]


def runner_constraints(python: PythonSetup) -> InterpreterConstraints:
    """Return for which CPythons the runner is: those of its lockfile, where that has its own."""
    own = python.resolves_to_interpreter_constraints.get(_RESOLVE)
    return InterpreterConstraints(own or python.interpreter_constraints)


async def run_runner(
    context: Context, request: Request, packaged: packaging.Packaged, effects: SideEffects, repository: Repository
) -> int:
    """Write what the runner needs, run it, and return its exit code.

    Raises:
        ActionFailed: if nothing can be written.
    """
    plan_file = files.plan_file(context, request)
    missing = files.missing(repository.root, (*packaged.files, plan_file))
    digest = await packaging.digest_of(missing)
    process = await packaging.process_for(
        runner_constraints(repository.python),
        (str(Path(repository.root, packaged.runner)), str(Path(repository.root, plan_file.path))),
        variables.of_runner(effects.user),
    )
    # Side effects come last: until then Pants may start all this again.
    if missing:
        workspace.make_home(effects.workspace, repository.root)
        # Any write makes Pants scan the whole repository again.
        effects.workspace.write_digest(digest)
    # Events have the standard output to themselves.
    write = effects.console.write_stderr if getattr(request, "events", None) == "-" else effects.console.write_stdout
    write(summary(request))
    effects.console.flush()
    (code,) = await processes.run_interactive((process,))
    if 0 <= code < _SIGNALLED:
        return code
    effects.console.print_stderr(
        "pants deploy: the runner was killed, so what it did may be half done.\n"
        "Run the same again: it cleans up what an interrupted one left."
    )
    return FAILURE
