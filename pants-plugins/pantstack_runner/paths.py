"""Where the runner keeps things."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from pantstack_runner.errors import FailedError
from pantstack_runner.files import write_atomically

if TYPE_CHECKING:
    from pantstack_runner.context import Context


class Named(Protocol):
    """A module of a plan, or one that is known by its records only."""

    @property
    def name(self) -> str:
        """Its name."""


_FILE: Final = "file://"
_LOST_KEY_HELP: Final = "Bring the passphrase back; if nothing was deployed from here yet, remove what is in its place."
# In every store.
RECORDS: Final = ".pantstack/records"
ARTIFACTS: Final = ".pantstack/artifacts"


def cache_folder() -> Path:
    """The folder of this user for what all repositories share."""
    said = os.environ.get("PANTSTACK_CACHE")
    if said:
        return Path(said).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "pantstack"


def backend_url(context: Context) -> str:
    """Where the state lies; empty where only Pulumi knows."""
    said = context.environment.backend_url or ""
    if not said and context.environment.platform != "local":
        said = os.environ.get("PULUMI_BACKEND_URL", "")
    elif not said:
        return f"{_FILE}{context.home / 'state' / context.environment.name}"
    # Pulumi would take a relative one as relative to the folder in which it works on a module.
    return f"{_FILE}{file_url_folder(said, context.root)}" if said.startswith(_FILE) else said


def file_url_folder(url: str, root: Path) -> Path:
    """The folder of an address that begins with `file://`.

    Args:
        url: the address.
        root: of the repository, to which it may be relative.
    """
    said = url.removeprefix(_FILE).partition("?")[0]
    # Unlike a path's own method this one leaves alone what is nobody's home.
    return root / os.path.expanduser(said)  # noqa: PTH111 - see above


def records_folder(context: Context) -> str:
    """The folder of an environment's records, in the store that they are in."""
    return f"{RECORDS}/{context.environment.name}"


def state_files(context: Context, name: str) -> tuple[str, ...]:
    """Where the state of a module may be in a backend that is a folder or a bucket: plain, or compressed."""
    plain = f".pulumi/stacks/{name}/{context.environment.name}.json"
    return plain, f"{plain}.gz"


def lock_folder(context: Context, name: str) -> str:
    """Where such a backend has the locks of a module's stack."""
    return f".pulumi/locks/organization/{name}/{context.environment.name}"


def deploy_log(context: Context, module: Named) -> Path:
    """The file for all that Pulumi says of a module."""
    return context.home / "logs" / context.environment.name / f"{module.name}.deploy.log"


def work_folder(context: Context, module: Named) -> Path:
    """The folder in which Pulumi works on a module; it keeps what belongs to a state, so each backend has its own."""
    said = context.environment.backend_url
    mark = f"@{hashlib.sha256(said.encode()).hexdigest()[:8]}" if said else ""
    return context.home / "work" / f"{context.environment.name}{mark}" / module.name


def module_lock_file(context: Context, module: Named) -> Path:
    """The file that a deploy of a module holds locked."""
    return context.home / "locks" / context.environment.name / f"{module.name}.lock"


def workspace_lock_file(context: Context) -> Path:
    """The file that all runs hold locked which need what lies in this repository."""
    return context.home / "locks" / "use"


def service_log(context: Context, name: str) -> Path:
    """The file for what a module's service writes on this machine."""
    return context.home / "logs" / context.environment.name / f"{name}.log"


def cancelled_runs_folder(context: Context, module: Named) -> Path:
    """The folder with a file for each run on a module that was cancelled."""
    return work_folder(context, module) / "runs"


def steps_file(context: Context, module: Named) -> Path:
    """The file for the steps that Pulumi is held to; it lives as long as a run."""
    return work_folder(context, module) / "steps.json"


def passphrase_file(context: Context) -> Path:
    """The file with the passphrase of the local states, made at the first use and readable by the user only.

    Raises:
        FailedError: if it cannot be written or read, or is empty, by which everybody could decrypt.
    """
    path = context.home / "passphrase"
    shown = path.relative_to(context.root)
    if not path.exists():
        try:
            write_atomically(path, secrets.token_urlsafe(32).encode(), mode=0o600, overwrite=False)
        except OSError as error:
            raise FailedError(
                f"cannot be written ({error.strerror}).", "Make room or mend the rights there, and deploy again.", shown
            ) from error
    try:
        is_empty = not path.read_bytes().strip()
    except OSError as error:
        raise FailedError(f"cannot be read ({error.strerror}).", _LOST_KEY_HELP, shown) from error
    if is_empty:
        raise FailedError("is empty, so its secrets would be as good as not encrypted.", _LOST_KEY_HELP, shown)
    return path
