"""The configuration of a module: that of the repository, then of the environment, then its own; the later wins.

All files look like Pulumi's own: `Pulumi.yaml` is for every environment, `Pulumi.NAME.yaml` for one. Those of
`stack/config` are for every module, those beside a module's program for that module.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pantstack_runner.base.errors import UserError
from pantstack_runner.config import config_files, secret_references
from pantstack_runner.config.config_files import ConfigValue
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

# A shorter passphrase may be any word.
_MIN_PASSPHRASE_LENGTH: Final = 8


def module_configuration(context: Context, module: Module) -> dict[str, Any]:
    """Return the configuration of a module from the repository's files, every key with its namespace.

    Raises:
        UserError: if a file says what it may not.
    """
    return {key: value.value for key, value in _merge(context, module).items()}


def secret_values(context: Context, module: Module) -> dict[str, str]:
    """Return the secrets that a module's configuration takes from environment variables, by key; only Pulumi gets them.

    Raises:
        UserError: if one is not there.
    """
    return {
        reference.key: secret_references.resolve(reference, os.environ)
        for reference in _secret_references(context, module)
    }


def known_secrets(context: Context, module: Module) -> list[str]:
    """Return secrets that output about a module might have: those from environment variables, and the passphrase."""
    secrets = [os.environ.get("PULUMI_CONFIG_PASSPHRASE", "")]
    with contextlib.suppress(OSError, KeyError, UnicodeDecodeError):
        secrets.append(Path(os.environ["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text(encoding="utf-8").strip())
    secrets = [secret for secret in secrets if len(secret) >= _MIN_PASSPHRASE_LENGTH]
    # An error in a file is reported where the configuration is used.
    with contextlib.suppress(UserError):
        secrets += [os.environ.get(reference.variable, "") for reference in _secret_references(context, module)]
    return secrets


def secret_fingerprints(context: Context, module: Module) -> dict[str, str]:
    """Return a fingerprint of each of those secrets, by key, hashed with a key that only this work tree has.

    Raises:
        UserError: if a secret is not there.
    """
    references = _secret_references(context, module)
    key = paths.passphrase_file(context).read_bytes() if references else b""
    return {
        reference.key: secret_references.fingerprint(reference, secret_references.resolve(reference, os.environ), key)
        for reference in references
    }


def check_modules(context: Context, modules: Iterable[Module]) -> None:
    """Raise for a module whose configuration is wrong, before anything happens.

    Raises:
        UserError: if a file says what it may not.
    """
    for module in modules:
        secret_values(context, module)


def program_configuration(context: Context, module: Module, dependencies: Iterable[str]) -> dict[str, Any]:
    """Return the configuration of a module's program: the module's own, and what the deploy sets."""
    artifacts = [{**artifact.model_dump(), "path": str(context.root / artifact.path)} for artifact in module.artifacts]
    ours = {
        "pantstack:environment": context.environment.name,
        "pantstack:platform": context.environment.platform,
        "pantstack:home": str(context.home),
        "pantstack:cache": str(paths.cache_folder()),
        "pantstack:artifacts": json.dumps(artifacts),
        "pantstack:dependencies": json.dumps(list(dependencies)),
    }
    if context.environment.region:
        ours["aws:region"] = context.environment.region
    return {**module_configuration(context, module), **ours}


def fingerprint_of(configuration: object) -> str:
    """Hash a configuration, independent of the order of its keys."""
    content = json.dumps(configuration, sort_keys=True).encode()
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _merge(context: Context, module: Module) -> dict[str, ConfigValue]:
    """Return the last value of each key."""
    if module.configuration is not None:
        location = f"configuration of record {module.restores}"
        return {key: ConfigValue(value, location) for key, value in module.configuration.items()}
    merged: dict[str, ConfigValue] = {}
    for layer in config_files.config_files_of(context, module):
        for key, value in config_files.read_config_file(layer, context.root).config.items():
            merged[key if ":" in key else f"{module.name}:{key}"] = value
    return merged


def _secret_references(context: Context, module: Module) -> list[secret_references.SecretReference]:
    references = (
        secret_references.parse_reference(key, value.value, value.location)
        for key, value in _merge(context, module).items()
    )
    return [reference for reference in references if reference is not None]
