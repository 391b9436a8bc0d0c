"""Encryption of a stack's secrets: the provider, and values set through Pulumi's own command line.

A value goes to Pulumi by its standard input: everybody on a machine sees the arguments of a process.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.config import config_files
from pantstack_runner.console.text import summarize_pulumi_failure
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

SALT, KEY, PROVIDER = config_files.ENCRYPTION
# Elsewhere it is Pulumi Cloud that keeps the state, and encrypts by default.
_OWN_BACKENDS: Final = ("file://", "s3://", "gs://", "azblob://")
_PASSPHRASES: Final = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")
_INCORRECT: Final = "incorrect passphrase"


def is_key(provider: str | None) -> bool:
    """Return whether a provider is a key of a cloud or a vault."""
    return "://" in (provider or "")


def is_by_pulumi_cloud(context: Context) -> bool:
    """Return whether Pulumi Cloud encrypts."""
    return not context.environment.secrets_provider and not paths.backend_url(context).startswith(_OWN_BACKENDS)


def check(context: Context, variables: Mapping[str, str], modules: Iterable[Module] = ()) -> None:
    """Raise for an environment, or modules whose programs run, whose secrets cannot be encrypted or decrypted.

    Raises:
        UserError: if there is no passphrase, or a module's secrets are encrypted differently.
    """
    name, local = context.environment.name, paths.backend_url(context).startswith("file://")
    needed = not local and not is_by_pulumi_cloud(context) and not is_key(context.environment.secrets_provider)
    if needed and not any(name in variables for name in _PASSPHRASES):
        raise UserError(
            f'Environment "{name}" has no passphrase for its secrets.',
            f"Set {' or '.join(_PASSPHRASES)}, or give the deploy_environment a `secrets_provider`.",
        )
    for module in modules:
        if module.configuration is None:
            _check_file(context, module)


def stack_encryption(context: Context, module: Module, last: Mapping[str, Any]) -> dict[str, str]:
    """Return what Pulumi keeps beside the configuration of a stack to encrypt and decrypt.

    Args:
        last: what it kept when it last worked on the stack.

    Raises:
        UserError: if the module's file says what it may not.
        FailedError: if Pulumi fails.
    """
    own = {key: str(value.value) for key, value in config_files.read_own(context, module).encryption.items()}
    provider = context.environment.secrets_provider or ""
    if is_key(provider):
        kept = last.get(KEY, "") if last.get(PROVIDER) == provider else ""
        return {PROVIDER: provider, KEY: own.get(KEY) or kept}
    salt = own.get(SALT) or str(last.get(SALT) or "")
    if not salt and is_key(last.get(PROVIDER)) and not is_by_pulumi_cloud(context):
        # Without a salt Pulumi would stay with the key by which the state is encrypted.
        with _scratch_stack(context, module, b"", os.environ) as (file, _):
            salt = str(config_files.read_mapping(file)[SALT])
    return {PROVIDER: provider, SALT: salt}


def set_stack_secrets(work: Path, stack: str, secrets: Mapping[str, str], variables: Mapping[str, str]) -> None:
    """Encrypt secrets into the configuration of a stack.

    Raises:
        FailedError: if Pulumi fails.
    """
    for key, secret in secrets.items():
        # Pulumi takes one newline off.
        run_pulumi(("config", "set", "--secret", "--stack", stack, key), work, variables, f"{secret}\n")


def encrypt_into_file(
    context: Context, module: Module, secrets: Mapping[str, str], variables: Mapping[str, str]
) -> bytes:
    """Return a module's own file for the environment with secrets set; the rest of the file stays.

    Raises:
        UserError: if the passphrase is another than that of the file.
        FailedError: if Pulumi fails.
    """
    path = context.root / config_files.own_path(context, module)
    content = path.read_bytes() if path.exists() else b""
    try:
        with _scratch_stack(context, module, content, variables) as (file, its_own):
            set_stack_secrets(file.parent, context.environment.name, secrets, its_own)
            return file.read_bytes()
    except FailedError as error:
        raise explain_decryption_failure(context, module, str(error)) or error from error


def explain_decryption_failure(context: Context, module: Module, output: str) -> UserError | None:
    """Return a clear error if Pulumi failed for a wrong passphrase, None if it failed for something else."""
    if _INCORRECT not in output:
        return None
    url = paths.backend_url(context)
    local = url.startswith("file://")
    by = ".pantstack/passphrase" if local else " or ".join(_PASSPHRASES)
    salt = config_files.read_own(context, module).encryption.get(SALT)
    if salt is None:
        state = f"{url.removeprefix('file://')}/{paths.state_files(context, module.name)[0]}"
        lost = f" If it is lost, end what runs and remove {state}." if local else ""
        return UserError(
            f"the state of {module.name} in {context.environment.name} was encrypted with another passphrase than"
            f" that of {by}.",
            f"Restore the old passphrase there, then run again.{lost}",
        )
    return UserError(
        f"its secrets were encrypted with another passphrase than that of {by}.",
        f"Bring that passphrase here; or remove this line and the `{config_files.SECURE}` values, and set each again"
        " with --set-secret.",
        salt.location,
    )


def _check_file(context: Context, module: Module) -> None:
    own = config_files.read_own(context, module)
    provider = context.environment.secrets_provider
    written_provider = own.encryption.get(PROVIDER)
    # The keys of the environment and of the file; None stands for a passphrase.
    expected = provider if is_key(provider) else None
    written = str(written_provider.value) if written_provider and is_key(str(written_provider.value)) else None
    first = written_provider or own.encryption.get(SALT)
    secret = next(
        (value for value in own.config.values() if config_files.contains_key(value.value, config_files.SECURE)), None
    )
    if first and written != expected:
        raise UserError(
            f"its secrets are encrypted by {written or 'a passphrase'}, those of"
            f" {context.environment.name} by {expected or 'a passphrase'}.",
            f"Remove this line and the `{config_files.SECURE}` values, and set each again with --set-secret.",
            first.location,
        )
    if secret and not is_by_pulumi_cloud(context) and not own.encryption.keys() & {SALT, KEY}:
        raise UserError(
            f"nothing can decrypt this secret: the file has no `{KEY if expected else SALT}`.",
            f"Set it with: ./pants deploy {module.path} --env={context.environment.name} --set-secret=KEY",
            secret.location,
        )


@contextlib.contextmanager
def _scratch_stack(
    context: Context, module: Module, content: bytes, variables: Mapping[str, str]
) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Make a temporary stack that only encrypts; yield its configuration file and environment variables."""
    name = context.environment.name
    with tempfile.TemporaryDirectory(prefix="pantstack-") as folder:
        backend = Path(folder, "state")
        backend.mkdir()
        url = f"file://{backend}"
        project = {"name": module.name, "runtime": "python", "backend": {"url": url}}
        Path(folder, "Pulumi.yaml").write_text(json.dumps(project), encoding="utf-8")
        file = Path(folder, f"Pulumi.{name}.yaml")
        file.write_bytes(content)
        by = ("--secrets-provider", context.environment.secrets_provider or "passphrase")
        its_own = {**variables, "PULUMI_BACKEND_URL": url}
        run_pulumi(("stack", "init", *by, name), Path(folder), its_own)
        yield file, its_own


def run_pulumi(argv: tuple[str, ...], work: Path, variables: Mapping[str, str], stdin: str = "") -> str:
    """Run Pulumi's command line in the work folder of a stack, and return what it prints.

    Raises:
        FailedError: if it fails.
    """
    done = subprocess.run(  # noqa: S603 - fixed arguments
        ("pulumi", "--non-interactive", *argv),  # noqa: S607 - the pulumi on the PATH of a module
        cwd=work,
        env=dict(variables),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        message, _, help = summarize_pulumi_failure(f" code: {done.returncode}\n stderr: {done.stderr}").partition("\n")
        raise FailedError(message if help else f"{message}.", help or "Check the secrets provider, then run again.")
    return done.stdout
