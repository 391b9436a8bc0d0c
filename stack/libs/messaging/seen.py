"""What a worker has handled already: a queue may deliver a message more than once."""

from collections import OrderedDict
from typing import Protocol


class Seen(Protocol):
    """Knows the messages that were handled; a database that all copies of a worker share makes it safe for all."""

    async def contains(self, message_id: str) -> bool:
        """Return whether a message was handled."""
        ...

    async def add(self, message_id: str) -> None:
        """Remember that a message was handled."""
        ...


class RecentlySeen:
    """Remembers the last messages of this process."""

    def __init__(self, capacity: int = 10_000) -> None:
        """Start with none.

        Args:
            capacity: how many are remembered.
        """
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._capacity = capacity

    async def contains(self, message_id: str) -> bool:
        """Return whether a message was handled; see `Seen`."""
        return message_id in self._ids

    async def add(self, message_id: str) -> None:
        """Remember a message, and forget the oldest where there are too many."""
        self._ids[message_id] = None
        if len(self._ids) > self._capacity:
            self._ids.popitem(last=False)
