"""`worker PLAN MODULE DESCRIPTOR`: the process of one module, which the runner starts."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pantstack_runner.base.errors import UserError
from pantstack_runner.config import configuration
from pantstack_runner.console.redaction import Redactor, redact_output
from pantstack_runner.console.run_events import emitter
from pantstack_runner.contract import requests
from pantstack_runner.contract.requests import DeployRequest
from pantstack_runner.execution import cancellation
from pantstack_runner.execution import module as modules
from pantstack_runner.execution.action import ModuleContext
from pantstack_runner.pulumi import update_plan
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Act on one module and return the exit code; takes the plan file, the module and the descriptor for events."""
    # Pulumi, of the same group, hears Ctrl-C itself; this process waits for it to end in order.
    signal.signal(signal.SIGINT, lambda *_: None)
    path = Path(argv[0])
    plan = requests.load(path)
    request, context = plan.request, plan.context
    if not isinstance(request, DeployRequest):
        raise UserError(f"`{request.action}` does not act on single modules.", "Run ./pants deploy again.", path)
    module = request.module(argv[1])
    cancelled = cancellation.cancelled_file(paths.cancelled_runs_folder(context, module.name), os.getsid(0))
    cancellation.watch(cancelled)
    redactor = Redactor()
    redactor.learn(configuration.known_secrets(context, module))
    emit = emitter(int(argv[2]), module.name, redactor)
    # pantstack: ignore[unprovable-import] the commands are public
    action = importlib.import_module(f"pantstack_runner.commands.{request.action}").ACTION
    # The runner has connected the standard output to the module's log.
    with redact_output(redactor):
        log = update_plan.TruncatingLog(sys.stdout)
        return modules.run(ModuleContext(path, context, request, module, redactor, log), action, cancelled, emit)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
