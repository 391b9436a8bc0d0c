"""`--set-secret`: a secret, encrypted, into the configuration of one module for one environment."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import UserError, failing
from pantstack_runner.base.files import write_atomically
from pantstack_runner.commands import deployment
from pantstack_runner.config import config_files, encryption
from pantstack_runner.console.console import print_line
from pantstack_runner.console.redaction import MIN_SECRET_LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import TextIO

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import SetSecretRequest

# More than any key or certificate, and less than what an engine takes amiss.
_LONGEST: Final = 1 << 16


def run(path: Path, context: Context, request: SetSecretRequest) -> int:  # noqa: ARG001 - as all commands
    """Encrypt a value, put it where its module's program finds it, and return the exit code.

    Raises:
        UserError: if there is no value, or the file cannot take it.
        FailedError: if it cannot be encrypted or written.
    """
    encryption.check(context, os.environ)
    return set_secret(context, request, sys.stdin, lambda: deployment.variables(context))


def set_secret(
    context: Context, request: SetSecretRequest, stream: TextIO | None, variables: Callable[[], Mapping[str, str]]
) -> int:
    """Encrypt a secret that is typed without an echo or piped in; `variables` is called once there is one."""
    (module,) = request.modules
    key = request.key if ":" in request.key else f"{module.name}:{request.key}"
    place = config_files.own_path(context, module)
    # What is wrong is reported before the secret is requested.
    _check(context, module, key)
    config_files.read_own(context, module)
    secret = _read(stream, f"{key} for {context.environment.name}: ")
    content = encryption.encrypt_into_file(context, module, {key: secret}, variables())
    with failing("cannot be written", "Free disk space or fix the permissions there, then run again.", place):
        write_atomically(context.root / place, content)
    print_line(f"{module.name}  secret {key}  {place}")
    return 0


def _check(context: Context, module: Module, key: str) -> None:
    if not (context.root / module.infrastructure).is_dir():
        raise UserError(
            "is missing.",
            f"Write the module's Pulumi program there, or change `infrastructure` in {module.path}/BUILD.",
            module.infrastructure,
        )
    if key in config_files.RESERVED_KEYS:
        raise UserError(f"--set-secret: {key} is set by the deploy itself.", "Choose another key.")
    if encryption.is_by_pulumi_cloud(context):
        raise UserError(
            f'The secrets of "{context.environment.name}" are encrypted by Pulumi Cloud.',
            f"Give the deploy_environment a `secrets_provider`, or take {key} from the environment:"
            f" {{fromEnv: NAME}} in {config_files.own_path(context, module)}.",
        )


def _read(stream: TextIO | None, prompt: str) -> str:
    if stream is None:
        raise UserError("There is no standard input to read the secret from.", "Pipe it in: ... < FILE")
    try:
        # As bytes: text would lose the ends of lines as they are.
        secret = getpass.getpass(prompt) if stream.isatty() else stream.buffer.read(4 * _LONGEST).decode()
    except EOFError:
        secret = ""
    except UnicodeDecodeError as error:
        raise UserError(
            "The secret is not text in UTF-8.", "Give it in base64, and let the program decode it."
        ) from error
    secret = secret.removesuffix("\n").removesuffix("\r")
    if "\0" in secret or len(secret) > _LONGEST:
        raise UserError(f"The secret has more than {_LONGEST} characters, or is not text.", "Give a shorter one.")
    if len(secret) < MIN_SECRET_LENGTH:
        raise UserError(
            f"The secret has fewer than {MIN_SECRET_LENGTH} characters.",
            "Type it, or pipe it in; one so short cannot be redacted from output.",
        )
    return secret
