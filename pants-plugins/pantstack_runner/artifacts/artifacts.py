"""Artifacts beside the records, so that they can be deployed from other clones; what is not a file is elsewhere."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from pantstack.deploy.artifact_kinds.runtimes import runtime
from pantstack_runner.base.errors import CONNECTION_HELP, SPACE_HELP, UserError, failing
from pantstack_runner.base.files import write_atomically
from pantstack_runner.storage import paths
from pantstack_runner.storage.store import Store, record_store

if TYPE_CHECKING:
    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Artifact, Module


_RECENT: Final = timedelta(hours=12)


def store_artifacts(context: Context, module: Module, emit: Emit) -> None:
    """Copy a module's artifacts to the store of the environment's records, unless they are there.

    Raises:
        FailedError: if it cannot be brought there.
    """
    store = record_store(context)
    for artifact in module.artifacts:
        path = context.root / artifact.path
        name = _name(artifact)
        if not runtime(artifact.kind).is_file or store.is_at(name, path):
            continue
        location = store.display_path(name)
        with failing(f"artifact {artifact.name} cannot be stored there", SPACE_HELP, location):
            if _is_there(store, name, path.stat().st_size):
                continue
            store.write(name, path.read_bytes())
        emit("note", f"kept {artifact.name} at {location}")


def ensure_artifact(context: Context, module: Module, artifact: Artifact) -> None:
    """Fetch an artifact that this clone lacks, and refuse one that is not what was deployed.

    An artifact that is not a file is verified when it is delivered.

    Raises:
        UserError: if it is missing, or was changed.
        FailedError: if it cannot be fetched.
    """
    if not runtime(artifact.kind).is_file:
        return
    path, store = context.root / artifact.path, record_store(context)
    what = f"artifact {artifact.name} of {module.name}"
    try:
        content = path.read_bytes()
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not store.is_at(_name(artifact), path):
            _fetch(context, store, artifact, module)
            return
        raise _missing(artifact.path, what, module, str(error.strerror)) from error
    if _digest(content) != artifact.digest:
        raise UserError(
            f"{what} is not what was deployed.",
            f"Remove that folder, and deploy {module.name} again from its commit.",
            artifact.path,
        )


def _fetch(context: Context, store: Store, artifact: Artifact, module: Module) -> None:
    name, what = _name(artifact), f"artifact {artifact.name} of {module.name}"
    if name != artifact.path:
        raise UserError(
            f"{what} is recorded at a path where artifacts are not kept.",
            f"Deploy {module.name} again from its commit.",
            artifact.path,
        )
    location = store.display_path(name)
    with failing(f"{what} cannot be fetched", CONNECTION_HELP, location):
        try:
            content = store.read(name)
        except FileNotFoundError as error:
            raise _missing(location, what, module, "it is neither there nor in this work tree") from error
    if _digest(content) != artifact.digest:
        raise UserError(
            f"{what} is not what was deployed.",
            f"Remove it there, and deploy {module.name} again from its commit.",
            location,
        )
    with failing(f"{what} cannot be written", "Free disk space or fix the permissions there, then run again.", name):
        write_atomically(context.root / name, content)
        (context.root / name).chmod(0o755)


def _is_there(store: Store, name: str, size: int) -> bool:
    """Return whether a store has it in full, recent enough for a prune from another clone to leave it alone."""
    stored = store.list_recursive(name.rpartition("/")[0]).get(name)
    return stored is not None and stored.size == size and datetime.now(UTC) - stored.modified < _RECENT


def _name(artifact: Artifact) -> str:
    """Return the name of an artifact in a store, the same as its path in the work tree."""
    return f"{paths.ARTIFACTS}/{artifact.digest.rpartition(':')[2]}/{PurePosixPath(artifact.path).name}"


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _missing(location: str, what: str, module: Module, why: str) -> UserError:
    return UserError(
        f"{what} cannot be read ({why}).",
        f"Deploy {module.name} again from its commit: it is not rebuilt automatically.",
        location,
    )
