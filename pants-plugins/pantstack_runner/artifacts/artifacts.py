"""Artifacts beside the records, so that they can be deployed from other clones; images are in their registry."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from pantstack_runner import paths
from pantstack_runner.errors import FailedError, UserError
from pantstack_runner.files import write_atomically
from pantstack_runner.storage import store

if TYPE_CHECKING:
    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.context import Context
    from pantstack_runner.contract.module import Artifact, Module


_RECENT: Final = timedelta(hours=12)


def store_artifacts(context: Context, module: Module, emit: Emit) -> None:
    """Copy a module's artifacts to the store of the environment's records, unless they are there.

    Raises:
        FailedError: if it cannot be brought there.
    """
    place = store.record_store(context)
    for artifact in module.artifacts:
        path = context.root / artifact.path
        name = _name(artifact)
        if artifact.kind != "pex" or place.is_at(name, path):
            continue
        try:
            if _is_there(place, name, path.stat().st_size):
                continue
            place.write(name, path.read_bytes())
        except OSError as error:
            raise FailedError(
                f"artifact {artifact.name} cannot be stored there ({error.strerror}).",
                "Free disk space or fix the permissions there, then deploy again.",
                place.display_path(name),
            ) from error
        emit("note", f"kept {artifact.name} at {place.display_path(name)}")


def ensure_artifact(context: Context, module: Module, artifact: Artifact) -> None:
    """Fetch an artifact that this clone lacks, and refuse one that is not what was deployed.

    An image is pulled by its digest, and the registry holds to that.

    Raises:
        UserError: if it is gone, or was changed.
        FailedError: if it cannot be fetched.
    """
    if artifact.kind != "pex":
        return
    path, place = context.root / artifact.path, store.record_store(context)
    said = f"artifact {artifact.name} of {module.name}"
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        if not place.is_at(_name(artifact), path):
            _fetch(context, place, artifact, module)
            return
        raise _missing(artifact.path, said, module, str(error.strerror)) from error
    except OSError as error:
        raise _missing(artifact.path, said, module, str(error.strerror)) from error
    if _digest(content) != artifact.digest:
        raise UserError(
            f"{said} is not what was deployed.",
            f"Remove that folder, and deploy {module.name} again from its commit.",
            artifact.path,
        )


def _fetch(context: Context, place: store.Store, artifact: Artifact, module: Module) -> None:
    name, said = _name(artifact), f"artifact {artifact.name} of {module.name}"
    if name != artifact.path:
        raise UserError(
            f"{said} is recorded at a path where artifacts are not kept.",
            f"Deploy {module.name} again from its commit.",
            artifact.path,
        )
    try:
        content = place.read(name)
    except FileNotFoundError as error:
        raise _missing(place.display_path(name), said, module, "it is neither there nor in this work tree") from error
    except OSError as error:
        raise FailedError(
            f"{said} cannot be fetched ({error.strerror}).",
            "Fix the permissions or the connection, then run again.",
            place.display_path(name),
        ) from error
    if _digest(content) != artifact.digest:
        raise UserError(
            f"{said} is not what was deployed.",
            f"Remove it there, and deploy {module.name} again from its commit.",
            place.display_path(name),
        )
    try:
        write_atomically(context.root / name, content)
        (context.root / name).chmod(0o755)
    except OSError as error:
        raise FailedError(
            f"{said} cannot be written ({error.strerror}).",
            "Free disk space or fix the permissions there, then run again.",
            name,
        ) from error


def _is_there(place: store.Store, name: str, size: int) -> bool:
    """Return whether a store has it in full, recent enough for a prune from another clone to leave it alone."""
    found = place.list_recursive(name.rpartition("/")[0]).get(name)
    return found is not None and found.size == size and datetime.now(UTC) - found.modified < _RECENT


def _name(artifact: Artifact) -> str:
    """Return the name of an artifact in a store, the same as its path in the work tree."""
    return f"{paths.ARTIFACTS}/{artifact.digest.rpartition(':')[2]}/{artifact.name}.pex"


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _missing(place: str, said: str, module: Module, why: str) -> UserError:
    return UserError(
        f"{said} cannot be read ({why}).",
        f"Deploy {module.name} again from its commit: it is not rebuilt automatically.",
        place,
    )
