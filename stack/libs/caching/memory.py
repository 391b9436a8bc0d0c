"""A cache in the memory of this process."""

import time
from collections import OrderedDict
from collections.abc import Callable


class MemoryCache:
    """Keeps a limited number of texts; the one that was not used for longest has to go first."""

    def __init__(self, max_entries: int = 10_000, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty.

        Args:
            max_entries: how many texts there are at most.
            clock: seconds that only grow.
        """
        self._max_entries = max_entries
        self._clock = clock
        # The text, and when it ends.
        self._entries: OrderedDict[str, tuple[str, float]] = OrderedDict()

    async def get(self, key: str) -> str | None:
        """Return what is kept, or None."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        value, end = entry
        if end <= self._clock():
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return value

    async def set(self, key: str, value: str, seconds: float) -> None:
        """Keep a text, in place of what is kept already."""
        self._keep(key, value, seconds)

    def _keep(self, key: str, value: str, seconds: float) -> None:
        self._entries[key] = (value, self._clock() + seconds)
        self._entries.move_to_end(key)
        if len(self._entries) > self._max_entries:
            self._entries.popitem(last=False)

    async def add(self, key: str, value: str, seconds: float) -> bool:
        """Keep a text unless there is one already, and return whether it is kept."""
        if key in self._entries and await self.get(key) is not None:
            return False
        self._keep(key, value, seconds)
        return True

    async def delete(self, key: str) -> None:
        """Keep nothing any longer."""
        self._entries.pop(key, None)

    async def ping(self) -> None:
        """Return: memory always answers."""

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""
