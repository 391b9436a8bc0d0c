"""Things kept in object storage, through `obstore`, one library for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from obstore.exceptions import BaseError

from pantstack.deploy.runner.store import address, azure, gs, s3

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from obstore.store import ObjectStore

    from pantstack.deploy.runner.store.address import Address

_T = TypeVar("_T")
_OPENERS: Final = {"s3": s3.opened, "gs": gs.opened, "azblob": azure.opened}
_STATUS: Final = re.compile(r"status code: (\d{3} ?[A-Za-z ]*)")
_CODE: Final = re.compile(r"<Code>(\w+)</Code>")
# Seen in what the library says of a connection that fails.
_FACTS: Final = (
    ("Connection refused", "the connection is refused"),
    ("dns error", "its host is not known"),
    ("TimedOut", "it does not answer in time"),
    ("timed out", "it does not answer in time"),
    ("error sending request", "it cannot be reached"),
)


class StoreError(OSError):
    """A store, and not only something in it, cannot be used."""

    def __init__(self, fact: str) -> None:
        """Say why.

        Args:
            fact: what is wrong.
        """
        super().__init__(5, fact)


class Bucket:
    """A bucket; `Store` says what its methods do. It remembers what it was told, until it is to `forget`."""

    remote = True

    def __init__(self, objects: ObjectStore, place: str) -> None:
        """Take it.

        Args:
            objects: the bucket, its prefix included.
            place: what to call it.
        """
        self._objects, self._place = objects, place
        self._listed: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._contents: dict[str, bytes] = {}

    def files(self, folder: str) -> tuple[str, ...]:
        """The names of the files of a folder, in order."""
        return self._list(folder)[0]

    def folders(self, folder: str) -> tuple[str, ...]:
        """The names of the folders of a folder, in order."""
        return self._list(folder)[1]

    def read(self, name: str) -> bytes:
        """The content of a file."""
        if name not in self._contents:
            self._contents[name] = _asked(lambda: bytes(self._objects.get(name).bytes()))
        return self._contents[name]

    def size(self, name: str) -> int | None:
        """The length of a file, None if there is none."""
        try:
            return _asked(lambda: self._objects.head(name)["size"])
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        self.forget()
        try:
            _asked(lambda: self._objects.put(name, content))
        except FileNotFoundError as error:
            raise StoreError("there is no such bucket") from error

    def delete(self, name: str) -> None:
        """Take a file away, if it is there."""
        self.forget()
        try:
            _asked(lambda: self._objects.delete(name))
        except FileNotFoundError:
            return

    def is_at(self, name: str, path: Path) -> bool:  # noqa: ARG002 - as every store is asked
        """No: it is elsewhere."""
        return False

    def shown(self, name: str) -> str:
        """A file's place in words."""
        return f"{self._place}/{name}"

    def forget(self) -> None:
        """Ask anew from here on."""
        self._listed.clear()
        self._contents.clear()

    def _list(self, folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if folder not in self._listed:
            found = _asked(lambda: self._objects.list_with_delimiter(folder))
            files = sorted(each["path"].rpartition("/")[2] for each in found["objects"])
            folders = sorted(each.rpartition("/")[2] for each in found["common_prefixes"])
            self._listed[folder] = tuple(files), tuple(folders)
        return self._listed[folder]


def opened(url: str) -> Bucket:
    """The bucket of an address.

    Args:
        url: the address.

    Raises:
        UsageError: if it is none.
        StoreError: if it cannot be opened.
    """
    found: Address = address.parsed(url)
    try:
        return Bucket(_OPENERS[found.scheme](found), str(found))
    except (BaseError, OSError, ValueError) as error:
        raise StoreError(_fact(error)) from error


def _asked(question: Callable[[], _T]) -> _T:
    """The answer; its errors never hold the address that was asked, which may hold a key."""
    try:
        return question()
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error) or "ContainerNotFound" in str(error):
            raise StoreError("there is no such bucket") from error
        raise FileNotFoundError(2, "it is not there") from error
    except (BaseError, OSError, ValueError) as error:
        raise StoreError(_fact(error)) from error


def _fact(error: Exception) -> str:
    said = str(error)
    status, code = _STATUS.search(said), _CODE.search(said)
    if status:
        return f"it answers {status[1].strip()}" + (f", {code[1]}" if code else "")
    known = next((fact for sign, fact in _FACTS if sign in said), "")
    return known or f"{type(error).__name__}: {re.sub(r'[a-z]+://[^ ]+', 'URL', said.splitlines()[0])[:200]}"
