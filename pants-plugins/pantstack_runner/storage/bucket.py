"""A store in object storage, through `obstore`."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Final, TypeVar

from obstore.exceptions import BaseError

from pantstack_runner.storage import address, azure, gs, s3
from pantstack_runner.storage.file import StoredFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from obstore.store import ObjectStore

    from pantstack_runner.storage.address import Address

_T = TypeVar("_T")
# The library's own `from_url` leaves out the query without a word, and does not know Pulumi's name of Azure's storage.
_OPENERS: Final[Mapping[str, Callable[[Address], ObjectStore]]] = {
    "s3": s3.open_s3,
    "gs": gs.open_gs,
    "azblob": azure.open_azure,
}
_STATUS: Final = re.compile(r"status code: (\d{3} ?[A-Za-z ]*)")
_CODE: Final = re.compile(r"<Code>(\w+)</Code>")
# Seen in what the library says of a connection that fails.
_REASONS: Final = (
    ("Connection refused", "the connection is refused"),
    ("dns error", "its host is not known"),
    ("TimedOut", "it does not answer in time"),
    ("timed out", "it does not answer in time"),
    ("error sending request", "it cannot be reached"),
)


class StoreError(OSError):
    """A store as a whole cannot be used."""

    def __init__(self, fact: str) -> None:
        """Take the reason."""
        super().__init__(5, fact)


class Bucket:
    """A bucket; `Store` documents its methods."""

    remote = True

    def __init__(self, objects: ObjectStore, name: str) -> None:
        """Take the bucket, its prefix included, and its name for messages."""
        self._objects, self._name = objects, name

    def files(self, folder: str) -> tuple[str, ...]:
        """Return the names of the files of a folder, in order."""
        objects = _request(lambda: self._objects.list_with_delimiter(folder))["objects"]
        return tuple(sorted(item["path"].rpartition("/")[2] for item in objects))

    def folders(self, folder: str) -> tuple[str, ...]:
        """Return the names of the folders of a folder, in order."""
        prefixes = _request(lambda: self._objects.list_with_delimiter(folder))["common_prefixes"]
        return tuple(sorted(prefix.rpartition("/")[2] for prefix in prefixes))

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        return _request(lambda: bytes(self._objects.get(name).bytes()))

    def list_recursive(self, folder: str) -> dict[str, StoredFile]:
        """Return all files below a folder by their full names, in order."""
        objects = _request(lambda: [item for part in self._objects.list(folder) for item in part])
        files = {item["path"]: StoredFile(item["size"], item["last_modified"]) for item in objects}
        return {name: files[name] for name in sorted(files)}

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        try:
            _request(lambda: self._objects.put(name, content))
        except FileNotFoundError as error:
            raise StoreError("there is no such bucket") from error

    def delete(self, name: str) -> None:
        """Delete a file if it exists."""
        with contextlib.suppress(FileNotFoundError):
            _request(lambda: self._objects.delete(name))

    def delete_prefix(self, folder: str) -> None:
        """Delete a folder with everything in it."""
        for name in self.list_recursive(folder):
            self.delete(name)

    def is_at(self, name: str, path: Path) -> bool:  # noqa: ARG002 - as every store has it
        """Return False: a bucket is not on this machine."""
        return False

    def display_path(self, name: str) -> str:
        """Return a file's path for messages."""
        return f"{self._name}/{name}"

    def invalidate(self) -> None:
        """Do nothing: nothing is cached."""


class CachingBucket(Bucket):
    """A bucket that caches listings and contents until it is invalidated."""

    def __init__(self, objects: ObjectStore, name: str) -> None:
        """Take the bucket, its prefix included, and its name for messages."""
        super().__init__(objects, name)
        self._files: dict[str, tuple[str, ...]] = {}
        self._contents: dict[str, bytes] = {}

    def files(self, folder: str) -> tuple[str, ...]:
        """Return the names of the files of a folder, in order."""
        if folder not in self._files:
            self._files[folder] = super().files(folder)
        return self._files[folder]

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        if name not in self._contents:
            self._contents[name] = super().read(name)
        return self._contents[name]

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        self.invalidate()
        super().write(name, content)

    def delete(self, name: str) -> None:
        """Delete a file if it exists."""
        self.invalidate()
        super().delete(name)

    def invalidate(self) -> None:
        """Drop what is cached."""
        self._files.clear()
        self._contents.clear()


def open_bucket(url: str, kind: type[Bucket]) -> Bucket:
    """Open the bucket of an address.

    Raises:
        UserError: if it is none.
        StoreError: if it cannot be opened.
    """
    parsed: Address = address.parse_address(url)
    try:
        return kind(_OPENERS[parsed.scheme](parsed), str(parsed))
    except (BaseError, OSError, ValueError) as error:
        raise StoreError(_reason(error)) from None


def _request(question: Callable[[], _T]) -> _T:
    """Make a request; its errors never have the requested URL, which may have a key."""
    try:
        return question()
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error) or "ContainerNotFound" in str(error):
            raise StoreError("there is no such bucket") from None
        raise FileNotFoundError(2, "it is not there") from None
    except (BaseError, OSError, ValueError) as error:
        raise StoreError(_reason(error)) from None


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    status, code = _STATUS.search(text), _CODE.search(text)
    if status:
        return f"it answers {status[1].strip()}" + (f", {code[1]}" if code else "")
    known = next((reason for sign, reason in _REASONS if sign in text), "")
    return known or f"{re.sub(r'[a-z]+://[^ ]+', 'URL', text.partition(chr(10))[0])[:200]}"
