"""The paths of the runner's files."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack_runner.base import home
from pantstack_runner.base.errors import SPACE_HELP, FailedError, failing
from pantstack_runner.base.files import write_atomically

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context


_FILE: Final = "file://"
_LOST_KEY_HELP: Final = "Restore the passphrase; if nothing was deployed from here yet, remove what is in its place."
# In every store.
RECORDS: Final = ".pantstack/records"
ARTIFACTS: Final = ".pantstack/artifacts"


def cache_folder() -> Path:
    """Return this user's cache folder, shared by all repositories."""
    chosen = os.environ.get("PANTSTACK_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "pantstack"


def backend_url(context: Context) -> str:
    """Return the URL of the state's backend; empty where only Pulumi knows it."""
    url = context.environment.backend_url or ""
    if not url and not context.environment.traits.on_this_machine:
        url = os.environ.get("PULUMI_BACKEND_URL", "")
    elif not url:
        return f"{_FILE}{context.home / 'state' / context.environment.name}"
    # Pulumi would take a relative one as relative to the folder in which it works on a module.
    return f"{_FILE}{file_url_folder(url, context.root)}" if url.startswith(_FILE) else url


def exclusive_home(context: Context) -> str:
    """Return the folder of the work tree if that alone acts on its services, "" where others share its state."""
    url = backend_url(context)
    is_here = url.startswith(_FILE) and file_url_folder(url, context.root).is_relative_to(context.root)
    return str(context.home) if is_here and context.environment.traits.on_this_machine else ""


def file_url_folder(url: str, root: Path) -> Path:
    """Return the folder of a `file://` URL, which may be relative to the root of the repository."""
    path = url.removeprefix(_FILE).partition("?")[0]
    # Unlike a path's own method this one leaves alone what is nobody's home.
    return root / os.path.expanduser(path)  # noqa: PTH111 - see above


def records_folder(context: Context) -> str:
    """Return the folder of an environment's records in their store."""
    return f"{RECORDS}/{context.environment.name}"


def state_files(context: Context, name: str) -> tuple[str, ...]:
    """Return the names of a module's state in a folder or bucket backend: plain, and compressed."""
    plain = f".pulumi/stacks/{name}/{context.environment.name}.json"
    return plain, f"{plain}.gz"


def lock_folder(context: Context, name: str) -> str:
    """Return the folder of a stack's locks in such a backend."""
    return f".pulumi/locks/organization/{name}/{context.environment.name}"


def deploy_log(context: Context, module: str) -> Path:
    """Return the log of a module's deploys."""
    return context.home / "logs" / context.environment.name / f"{module}.deploy.log"


def work_folder(context: Context, module: str) -> Path:
    """Return the folder in which Pulumi works on a module; it belongs to a state, so each backend has its own."""
    url = context.environment.backend_url
    suffix = f"@{hashlib.sha256(url.encode()).hexdigest()[:8]}" if url else ""
    return context.home / "work" / f"{context.environment.name}{suffix}" / module


def module_lock_file(context: Context, module: str) -> Path:
    """Return the file that a deploy of a module locks."""
    return context.home / "locks" / context.environment.name / f"{module}.lock"


def workspace_lock_file(context: Context) -> Path:
    """Return the file that every run locks which needs this repository's files."""
    return context.home / "locks" / "use"


def service_log(context: Context, name: str) -> Path:
    """Return the log of a module's service on this machine."""
    return context.home / "logs" / context.environment.name / f"{name}.log"


def cancelled_runs_folder(context: Context, module: str) -> Path:
    """Return the folder with a file per cancelled run of a module."""
    return work_folder(context, module) / "runs"


def steps_file(context: Context, module: str) -> Path:
    """Return the file with the steps that Pulumi may take; it exists only during a run."""
    return work_folder(context, module) / "steps.json"


def passphrase_file(context: Context) -> Path:
    """Return the file with the passphrase of local states; the first use creates it, readable by the user only.

    Raises:
        FailedError: if it cannot be written or read, or is empty, by which everybody could decrypt.
    """
    path = context.home / "passphrase"
    location = path.relative_to(context.root)
    if not path.exists():
        with failing("cannot be written", SPACE_HELP, location):
            home.make(context.home)
            write_atomically(path, secrets.token_urlsafe(32).encode(), mode=0o600, overwrite=False)
    with failing("cannot be read", _LOST_KEY_HELP, location):
        # It may have come with another tool's permissions.
        home.close(path)
        is_empty = not path.read_bytes().strip()
    if is_empty:
        raise FailedError("is empty, so secrets would not really be encrypted.", _LOST_KEY_HELP, location)
    return path
