"""Modules' states in folders and buckets, read without Pulumi."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from pantstack_runner.base.errors import CONNECTION_HELP, FailedError, failing
from pantstack_runner.storage import paths
from pantstack_runner.storage.store import state_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack_runner.contract.context import Context


def is_readable(context: Context) -> bool:
    """Return whether the states of an environment can be read without Pulumi."""
    return state_store(context) is not None


class State(NamedTuple):
    """The state of a module.

    Attributes:
        content: as Pulumi wrote it, not compressed.
        outputs: what each resource gave, None if there never was one.
    """

    content: bytes
    outputs: list[Mapping[str, Any]] | None


def read_state(context: Context, module: str) -> State | None:
    """Read the state of a module; None if there is none, or only Pulumi can read it.

    Raises:
        FailedError: if the store cannot be read, or the state is damaged.
    """
    store = state_store(context)
    if store is None:
        return None
    for name in paths.state_files(context, module):
        location = store.display_path(name)
        with failing(f"the state of {module} cannot be read", CONNECTION_HELP, location):
            try:
                content = store.read(name)
            except FileNotFoundError:
                continue
        try:
            plain = gzip.decompress(content) if name.endswith(".gz") else content
            return State(plain, _outputs(plain))
        except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError) as error:
            raise FailedError(
                f"the state of {module} in {context.environment.name} is damaged.",
                f"Restore it from a copy, such as {location}.bak; if there is none, remove it, and --destroy ends what"
                " runs.",
                location,
            ) from error
    return None


def _outputs(content: bytes) -> list[Mapping[str, Any]] | None:
    resources = (json.loads(content)["checkpoint"].get("latest") or {}).get("resources")
    return None if resources is None else [dict(resource.get("outputs") or {}) for resource in resources]
