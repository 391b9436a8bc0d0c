"""Environments that were deployed to from this work tree and are not declared any more."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Optional

from pantstack.base.home import HOME
from pantstack.deploy.contract.model import ENVIRONMENT_NAME, Environment
from pantstack.deploy.contract.requests import VERSION
from pantstack.deploy.planning import selection
from pantstack.deploy.planning.deploy_options import REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pantstack.deploy.planning.deploy_options import DeployOptions

# Actions on what was deployed, for which an environment need not be declared any more.
OF_THE_PAST: Final = REPORTS | {"destroy", "logs"}


def choose(
    options: DeployOptions, known: tuple[Environment, ...], root: Path
) -> tuple[Environment, tuple[Environment, ...]]:
    """Return the environment to act in, and those among the reported ones that are not declared any more.

    Raises:
        UserError: if there is no such environment, or none was named.
    """
    if options.is_report and not options.env:
        left = with_state_or_records(root, known) if options.action in REPORTS else ()
        if known or left:
            return (*known, *left)[0], left
    name = options.env or ""
    if options.action in OF_THE_PAST and name not in {environment.name for environment in known}:
        found = find(root, name)
        if found:
            return found, (found,)
    return selection.environment(options.env, known), ()


def with_state_or_records(root: Path, known: Iterable[Environment]) -> tuple[Environment, ...]:
    """Find the environments whose state or records are in this work tree, and which are not among the declared ones."""
    declared = {environment.name for environment in known}
    folders = [folder for kind in ("state", "records") for folder in Path(root, HOME, kind).glob("*")]
    names = sorted({folder.name for folder in folders if folder.is_dir()} - declared)
    return tuple(filter(None, (find(root, name) for name in names)))


def find(root: Path, name: str) -> Optional[Environment]:
    """Find an environment as it was declared when something was deployed to it from here; None if nothing was."""
    if not ENVIRONMENT_NAME.fullmatch(name):
        return None
    newest_first = sorted(Path(root, HOME, "plans").glob("*.json"), key=_modified, reverse=True)
    declared = next(filter(None, (_declared(file, name) for file in newest_first)), None)
    # What has its state here needs no more than its name.
    return declared or (Environment(name) if Path(root, HOME, "state", name).is_dir() else None)


def _declared(file: Path, name: str) -> Optional[Environment]:
    """Read an environment from a plan file; None if that is about another one, or cannot be understood."""
    try:
        content = file.read_bytes()
        if f'"{name}"'.encode() not in content:
            return None
        plan: dict[str, Any] = json.loads(content)
        fields: dict[str, Any] = plan["context"]["environment"]
        if plan["version"] != VERSION or fields["name"] != name:
            return None
        known = {field.name for field in dataclasses.fields(Environment) if field.init}
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()
        }
        return Environment(**{key: value for key, value in values.items() if key in known})
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
