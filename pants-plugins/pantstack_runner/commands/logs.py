"""`--logs`: what the services wrote last, without the secrets that they were given, and in which files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.commands import deployment, reports
from pantstack_runner.config import configuration
from pantstack_runner.console.console import print_line
from pantstack_runner.console.redaction import Redactor
from pantstack_runner.pulumi import stack_secrets
from pantstack_runner.records import records
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import LogsRequest

_LINES: Final = 100
# No more is read of a log, however long its lines are.
_BYTES: Final = 1 << 20


def run(path: Path, context: Context, request: LogsRequest) -> int:  # noqa: ARG001 - as all commands
    """Show the last lines of each module's log, and return the exit code.

    Raises:
        UserError: if the environment's logs are not on this machine.
        FailedError: if a log cannot be read, or the secrets in it cannot be taken out.
    """
    environment = context.environment
    if not environment.traits.on_this_machine:
        raise UserError(
            f'The logs of "{environment.name}" are not on this machine.',
            f"Look in {environment.traits.logs.format(region=environment.region)}.",
        )
    for module in request.modules:
        log = paths.service_log(context, module.name)
        shown = log.relative_to(context.root)
        try:
            lines = last(log)
        except FileNotFoundError:
            if module.name in request.removed:
                reports.check_removed(request, records.recorded_modules(context), [environment.name])
            print_line(f"{module.name}  log  there is none: it was not started here yet ({shown})")
            continue
        except OSError as error:
            raise FailedError(f"cannot be read ({error.strerror}).", "Fix the permissions there.", shown) from error
        lines = _redacted(context, module, lines)
        count = "the last line" if len(lines) == 1 else f"the last {len(lines)} lines"
        print_line(f"{module.name}  log  {shown}, {count if lines else 'empty'}")
        for line in lines:
            print_line(f"  | {line}")
    return 0


def _redacted(context: Context, module: Module, lines: list[str]) -> list[str]:
    """Take out all secrets that a service was given."""
    redactor = Redactor()
    redactor.learn(configuration.known_secrets(context, module))
    if lines:
        redactor.learn(stack_secrets.read_secrets(context, module, lambda: deployment.variables(context)))
    return redactor.text("\n".join(lines)).splitlines()


def last(path: Path) -> list[str]:
    """The last lines of a file."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _BYTES, 0))
        lines = file.read().decode("utf-8", "replace").splitlines()
    # The first of a part may have been cut.
    return lines[1 if size > _BYTES else 0 :][-_LINES:]
