"""The secrets that Pulumi keeps of a stack, decrypted: for redaction only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pantstack_runner.base.errors import FailedError
from pantstack_runner.config import config_files, encryption
from pantstack_runner.records import stack_states
from pantstack_runner.records.record import SECRET_MARK
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

_EXPORT: Final = ("stack", "export", "--show-secrets")
_CONFIGURATION: Final = ("config", "--show-secrets", "--json")


def read_secrets(context: Context, module: Module, find_variables: Callable[[], Mapping[str, str]]) -> list[str]:
    """Return what a module was given as secrets when it was last deployed: of its state, and of its configuration.

    Args:
        find_variables: returns the environment variables for Pulumi; called only if there are secrets.

    Raises:
        FailedError: if they cannot be decrypted.
    """
    work, name = paths.work_folder(context, module.name), context.environment.name
    state = stack_states.read_state(context, module.name)
    configured = config_files.read_mapping(work / f"Pulumi.{name}.yaml").get("config")
    found: list[str] = []
    try:
        if state and SECRET_MARK.encode() in state.content:
            exported = encryption.run_pulumi((*_EXPORT, "--stack", name), work, find_variables())
            found += _of_state(json.loads(exported))
        if config_files.contains_key(configured, config_files.SECURE):
            printed = encryption.run_pulumi((*_CONFIGURATION, "--stack", name), work, find_variables())
            found += _of_configuration(json.loads(printed))
    except (FailedError, OSError, ValueError) as error:
        why = error.message if isinstance(error, FailedError) else str(error)
        raise FailedError(
            f"the secrets of {module.name} in {name} cannot be decrypted, so they cannot be taken out: {why}",
            "Restore its passphrase and its state, or read the log's file itself.",
        ) from error
    return found


def _of_state(value: object) -> Iterator[str]:
    if isinstance(value, dict) and SECRET_MARK in value:
        yield from _leaves(json.loads(value.get("plaintext") or "null"))
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _of_state(item)


def _of_configuration(values: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for value in values.values():
        if value.get("secret"):
            yield from _leaves(value.get("objectValue", value.get("value")))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
