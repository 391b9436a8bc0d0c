"""Stores of files by name: folders, and the object storage that Pulumi keeps its state in."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pantstack_runner.base.errors import failing
from pantstack_runner.storage import address, paths
from pantstack_runner.storage.folder import Folder

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context
    from pantstack_runner.storage.file import StoredFile


class Store(Protocol):
    """A store. Names have slashes, and begin without one; every failure raises an `OSError` with a `strerror`.

    Attributes:
        remote: whether each request goes over the network.
    """

    remote: bool

    def files(self, folder: str) -> tuple[str, ...]:
        """Return the names of the files of a folder, in order; none if there is no such folder."""

    def folders(self, folder: str) -> tuple[str, ...]:
        """Return the names of the folders of a folder, in order."""

    def read(self, name: str) -> bytes:
        """Return the content of a file; raise `FileNotFoundError` if there is none."""

    def list_recursive(self, folder: str) -> dict[str, StoredFile]:
        """Return all files below a folder by their full names, in order, as they are now.

        No link is followed. On a disk, what is not a folder but has its name is listed as well.
        """

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""

    def delete(self, name: str) -> None:
        """Delete a file if it exists."""

    def delete_prefix(self, folder: str) -> None:
        """Delete a folder with everything in it."""

    def is_at(self, name: str, path: Path) -> bool:
        """Return whether a file of the store is this file of this machine."""

    def display_path(self, name: str) -> str:
        """Return a file's path for messages, without what might be a secret."""

    def invalidate(self) -> None:
        """Drop what is cached."""


def record_store(context: Context) -> Store:
    """Return the store of an environment's records and artifacts.

    Raises:
        UserError: if its address is none.
        FailedError: if it cannot be opened.
    """
    url = context.environment.records or ""
    if not url and (context.environment.backend_url or not context.environment.traits.on_this_machine):
        url = paths.backend_url(context)
    # For any other backend, and for this machine's own, the work tree keeps them.
    url = url if address.is_supported(url) else f"{address.FILE}{context.root}"
    return _open_store(url, context.root, caches=True)


def state_store(context: Context) -> Store | None:
    """Return the store of an environment's states, None where only Pulumi can read them.

    Raises:
        UserError: if its address is none.
        FailedError: if it cannot be opened.
    """
    url = paths.backend_url(context)
    return _open_store(url, context.root, caches=False) if address.is_supported(url) else None


@functools.lru_cache
def _open_store(url: str, root: Path, *, caches: bool) -> Store:
    if url.startswith(address.FILE):
        return Folder(paths.file_url_folder(url, root), root)
    # Its libraries are loaded where they are needed only.
    from pantstack_runner.storage import bucket  # noqa: PLC0415 - see above

    help_ = "Give credentials for it, and check `backend_url` and `records` of the deploy_environment."
    with failing("cannot be opened", help_, address.display_url(url)):
        return bucket.open_bucket(url, bucket.CachingBucket if caches else bucket.Bucket)
