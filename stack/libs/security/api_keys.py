"""API keys: the settings have their hashes only."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from .errors import RefusedError
from .principal import Principal

_ENTRY = re.compile(r"(?P<name>[^\s:]+):(?P<digest>[0-9a-fA-F]{64}):(?P<scopes>.*)")


def hash_api_key(key: str) -> str:
    """Return what the settings have of a key: the hexadecimal SHA-256.

    Keys are long and random (`secrets.token_urlsafe(32)`), so no slower hash is needed.
    """
    return hashlib.sha256(key.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Entry:
    digest: bytes
    principal: Principal


class ApiKeys:
    """The keys that a service accepts."""

    def __init__(self, text: str) -> None:
        """Read them.

        Args:
            text: `name:sha256-of-key:scope scope, ...`

        Raises:
            ValueError: naming the entry by its number, never by what it contains.
        """
        self._entries = [_parse(number, entry) for number, entry in enumerate(text.split(","), 1) if entry.strip()]

    def verify(self, key: str) -> Principal:
        """Return whose key it is.

        Every entry is compared, each in constant time: how long it takes says nothing about the keys.

        Raises:
            RefusedError: if it is nobody's.
        """
        digest = hashlib.sha256(key.encode()).digest()
        found: Principal | None = None
        for entry in self._entries:
            if hmac.compare_digest(entry.digest, digest):
                found = entry.principal
        if found is None:
            raise RefusedError("unknown_api_key", "The API key is not valid")
        return found


def _parse(number: int, entry: str) -> _Entry:
    match = _ENTRY.fullmatch(entry.strip())
    if match is None:
        message = f"API key {number} does not look like `name:sha256-of-key:scope scope`"
        raise ValueError(message)
    return _Entry(bytes.fromhex(match["digest"]), Principal(match["name"], frozenset(match["scopes"].split())))
