"""Tokens that were verified a moment ago: to verify one takes longer than most requests."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from .principal import Principal

# A key that is withdrawn is good for so much longer.
_SECONDS: Final = 60.0
_MOST: Final = 1024


class VerifiedTokens:
    """Remembers whose tokens were verified, for a minute and never beyond their expiry."""

    def __init__(self, most: int = _MOST, clock: Callable[[], float] = time.time) -> None:
        """Begin with none.

        Args:
            most: how many are remembered; the least recently used one is forgotten first.
        """
        self._most = most
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()

    def find(self, token: str) -> Principal | None:
        """Return whose token it is if that is known."""
        key = _digest(token)
        known = self._known.get(key)
        if known is None:
            return None
        if self._clock() >= known[0]:
            del self._known[key]
            return None
        self._known.move_to_end(key)
        return known[1]

    def remember(self, token: str, principal: Principal, expiry: float) -> None:
        """Remember a token that was verified.

        Args:
            expiry: seconds since the epoch.
        """
        self._known[_digest(token)] = (min(expiry, self._clock() + _SECONDS), principal)
        if len(self._known) > self._most:
            self._known.popitem(last=False)


def _digest(token: str) -> bytes:
    """What stands for a token: neither is it kept, nor does a search compare its characters."""
    return hashlib.sha256(token.encode()).digest()
