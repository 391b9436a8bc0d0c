"""What runs according to Pulumi's states: every hash in them may be an artifact in use."""

from __future__ import annotations

import gzip
import re
import zlib
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import FailedError
from pantstack_runner.commands.pruning import files
from pantstack_runner.storage import reading
from pantstack_runner.storage.store import state_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.environment import Environment
    from pantstack_runner.storage.store import Store

_STACKS: Final = ".pulumi/stacks"
_STATES: Final = (".json", ".json.gz")
_GZIP: Final = b"\x1f\x8b"
_HASH: Final = re.compile(files.HASH.pattern.encode())


def hashes_in_states(context: Context, environments: Iterable[Environment]) -> tuple[frozenset[str], dict[str, str]]:
    """Return all hashes in the states of all environments, and by environment why its states cannot be read.

    States that only Pulumi can read are ignored.
    """
    # Also of environments that are not declared any more, on this machine.
    forgotten = [files.undeclared(context, folder.name) for folder in files.folders(context.home / "state")]
    hashes: frozenset[str] = frozenset()
    problems: dict[str, str] = {}
    read: dict[Store, str] = {}
    for other in (*map(context.at, environments), *forgotten):
        try:
            store = state_store(other)
        except FailedError as error:
            problems[other.environment.name] = files.reason_of(error)
            continue
        if store is None:
            continue
        if store not in read:
            more, read[store] = _of(store)
            hashes |= more
        if read[store]:
            problems.setdefault(other.environment.name, read[store])
    return hashes, problems


def _of(store: Store) -> tuple[frozenset[str], str]:
    """Return the hashes in all states of a store, and why it cannot be read."""
    try:
        return frozenset(digits.decode() for content in _contents(store) for digits in _HASH.findall(content)), ""
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or "it is cut short or no state"
        return frozenset(), f"{store.display_path(_STACKS)}: a state cannot be read ({why})"


def _contents(store: Store) -> Iterator[bytes]:
    """Yield the contents of all states; a link is followed, and one to a folder cannot be read."""
    listed = store.list_recursive(_STACKS)
    names = [
        name.removeprefix(f"{_STACKS}/") for name, file in listed.items() if file.is_link or name.endswith(_STATES)
    ]
    for _, content in reading.read_many(store, _STACKS, names):
        if isinstance(content, OSError):
            raise content
        yield gzip.decompress(content) if content.startswith(_GZIP) else content
