"""Where the runner keeps things."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pantstack.deploy.runner.errors import FailedError

if TYPE_CHECKING:
    from pantstack.deploy.runner.plan import Plan


class Named(Protocol):
    """A module of a plan, or one that is known by its records only."""

    @property
    def name(self) -> str:
        """Its name."""


def cache() -> Path:
    """The folder of this user for what all repositories share."""
    said = os.environ.get("PANTSTACK_CACHE")
    if said:
        return Path(said).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "pantstack"


def state(plan: Plan) -> Path:
    """The folder of an environment's file backend."""
    said = plan.environment.backend_url or ""
    if said.startswith("file://"):
        return Path(said.removeprefix("file://"))
    return plan.home / "state" / plan.environment.name


def records(plan: Plan) -> Path:
    """The folder of an environment's records: beside the state, where that is a folder."""
    said = plan.environment.backend_url or ""
    home = state(plan) / ".pantstack" if said.startswith("file://") else plan.home
    return home / "records" / plan.environment.name


def state_file(plan: Plan, name: str) -> Path:
    """The state of a module in an environment's own file backend."""
    return state(plan) / ".pulumi" / "stacks" / name / f"{plan.environment.name}.json"


def log(plan: Plan, module: Named) -> Path:
    """The file for all that Pulumi says of a module."""
    return plan.home / "logs" / plan.environment.name / f"{module.name}.deploy.log"


def work(plan: Plan, module: Named) -> Path:
    """The folder in which Pulumi works on a module."""
    return plan.home / "work" / plan.environment.name / module.name


def lock(plan: Plan, module: Named) -> Path:
    """The file that a deploy of a module holds locked."""
    return plan.home / "locks" / plan.environment.name / f"{module.name}.lock"


def use(plan: Plan) -> Path:
    """The file that all runs hold locked which need what lies in this repository."""
    return plan.home / "locks" / "use"


def service_log(plan: Plan, name: str) -> Path:
    """The file for what a module's service writes on this machine."""
    return plan.home / "logs" / plan.environment.name / f"{name}.log"


def runs(plan: Plan, module: Named) -> Path:
    """The folder with a file for each run on a module that was cancelled."""
    return work(plan, module) / "runs"


def steps(plan: Plan, module: Named) -> Path:
    """The file for the steps that Pulumi is held to; it lives as long as a run."""
    return work(plan, module) / "steps.json"


def passphrase_file(plan: Plan) -> Path:
    """The file with the passphrase of the local states, made at the first use and readable by the user only.

    Args:
        plan: the plan at hand.

    Raises:
        FailedError: if it cannot be written.
    """
    path = plan.home / "passphrase"
    if not path.exists():
        fresh = path.with_name(f"passphrase.{os.getpid()}")
        try:
            _write_secret(fresh, path)
        except OSError as error:
            raise FailedError(
                f"{path.relative_to(plan.root)}: cannot be written ({error.strerror}).\n"
                "Make room or mend the rights there, and deploy again."
            ) from error
        finally:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
    return path


def _write_secret(fresh: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Of a process of the same number that was killed.
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
    # Two first deploys at once: a link, unlike a rename, lets the first one win.
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(fresh)


def write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all.

    Args:
        path: the file.
        content: what it is to hold.

    Raises:
        OSError: if it cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
