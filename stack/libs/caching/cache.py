"""What every cache can do."""

from typing import Protocol

from stack.libs.common import ServiceUnavailableError


class CacheUnavailableError(ServiceUnavailableError):
    """The cache could not be reached."""


class Cache(Protocol):
    """Keeps texts by key for some seconds; any of them may be lost earlier.

    Every method may raise `CacheUnavailableError`.
    """

    async def get(self, key: str) -> str | None:
        """Return what is kept, or None."""
        ...

    async def set(self, key: str, value: str, seconds: float) -> None:
        """Keep a text, in place of what is kept already."""
        ...

    async def add(self, key: str, value: str, seconds: float) -> bool:
        """Keep a text unless there is one already, and return whether it is kept; of several at once one succeeds."""
        ...

    async def delete(self, key: str) -> None:
        """Keep nothing any longer."""
        ...

    async def ping(self) -> None:
        """Return if the cache answers."""
        ...

    async def close(self) -> None:
        """Close connections; a later use opens new ones."""
        ...
