"""The confirmation before a protected environment is changed."""

from __future__ import annotations

import os
import select
import sys
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import UserError

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import DestroyRequest, UpRequest

_TIMEOUT: Final = "PANTSTACK_CONFIRMATION_TIMEOUT"
_DEFAULT_TIMEOUT: Final = 300.0
_MAX_TIMEOUT: Final = 3600
_MAX_ANSWER_BYTES: Final = 1024


def confirm(context: Context, request: UpRequest | DestroyRequest) -> None:
    """Have the user type the environment's name if it requires confirmation, within a time limit.

    Raises:
        UserError: if there is no terminal, or another answer, or none in time.
    """
    name = context.environment.name
    if not context.environment.requires_confirmation or request.confirmed:
        return
    if not sys.stdin or not sys.stdin.isatty():
        raise UserError(
            f'Environment "{name}" requires confirmation, and there is no terminal to ask on.', "Add --yes."
        )
    seconds = _timeout()
    modules = ", ".join(module.name for module in request.modules)
    # Events have the standard output to themselves.
    human = sys.stderr if request.events == "-" else sys.stdout
    human.write(f"{request.action} {modules} in {name}: type the environment's name to go on.\n")
    human.flush()
    descriptor = sys.stdin.fileno()
    if not select.select([descriptor], [], [], seconds)[0]:
        raise UserError(
            f'"{name}" was not confirmed within {seconds:g} s; nothing was changed.', "Run again and type its name."
        )
    # A terminal hands over a line, or nothing at its end.
    answer = os.read(descriptor, _MAX_ANSWER_BYTES).decode("utf-8", "replace").strip()
    if answer != name:
        raise UserError(f'"{name}" was not confirmed; nothing was changed.', "Run again and type its name.")


def _timeout() -> float:
    text = os.environ.get(_TIMEOUT, "")
    try:
        seconds = float(text) if text else _DEFAULT_TIMEOUT
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _MAX_TIMEOUT:
        raise UserError(
            f"{_TIMEOUT}={text} is not a number of seconds between 0 and {_MAX_TIMEOUT}.",
            "Set another, or unset it.",
        )
    return seconds
