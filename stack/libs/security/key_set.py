"""An issuer's public keys, fetched from its JWKS address and kept."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
import jwt
import structlog

from .errors import KeysUnavailableError

_FRESH_SECONDS: Final = 300.0
# Between two fetches at least: tokens with invented key ids cannot make the service fetch again and again.
_PAUSE_SECONDS: Final = 30.0
# An issuer that does not answer does not at once lock out whoever has a token of it.
_STALE_SECONDS: Final = 3600.0
_TIMEOUT_SECONDS: Final = 5.0
_ALGORITHMS: Final = frozenset({"RS256", "ES256"})

_logger = structlog.get_logger(__name__)


class KeySet:
    """The keys of an issuer by their ids.

    Known keys are used for five minutes without asking again, for up to an hour while the issuer does not answer.
    An id that is not known makes them be fetched again, at most every 30 seconds.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the address; nothing is fetched yet."""
        self._url = url
        self._clock = clock
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._fetched = -_STALE_SECONDS
        self._attempted = -_PAUSE_SECONDS
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, key_id: object) -> jwt.PyJWK | None:
        """Return a key, or None if the issuer has none of this id.

        Raises:
            KeysUnavailableError: if there are no keys because the issuer does not answer.
        """
        age = self._clock() - self._fetched
        key = self._keys.get(key_id) if isinstance(key_id, str) and age < _STALE_SECONDS else None
        if key is not None:
            if age >= _FRESH_SECONDS:
                self._refresh()
            return key
        refresh = self._refresh()
        if refresh is not None:
            await asyncio.shield(refresh)
        if self._clock() - self._fetched >= _STALE_SECONDS:
            raise KeysUnavailableError
        return self._keys.get(key_id) if isinstance(key_id, str) else None

    def _refresh(self) -> asyncio.Task[None] | None:
        """The fetch that is on its way in this event loop, or a new one, or None as long as it is too early for one."""
        running = self._fetching
        if running is not None and not running.done() and running.get_loop() is asyncio.get_running_loop():
            return running
        now = self._clock()
        if now - self._attempted < _PAUSE_SECONDS:
            return None
        self._attempted = now
        self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            # In a thread: certificates are read, and the issuer's name is looked up.
            self._keys = await asyncio.to_thread(_download, self._url)
        except (httpx.HTTPError, httpx.InvalidURL, jwt.PyJWTError, ValueError) as error:
            _logger.error(  # noqa: TRY400 - the traceback says no more
                "keys of the issuer cannot be fetched", url=self._url, reason=type(error).__name__
            )
        else:
            self._fetched = self._clock()


def _download(url: str) -> Mapping[str, jwt.PyJWK]:
    document = httpx.get(url, timeout=_TIMEOUT_SECONDS).raise_for_status().json()
    return {key.key_id: key for key in _usable(document) if key.key_id}


def _usable(document: Any) -> list[jwt.PyJWK]:  # noqa: ANN401 - whatever the issuer sends
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        message = "no list of keys"
        raise ValueError(message)  # noqa: TRY004 - a wrong document, not a wrong argument
    usable = []
    for each in keys:
        try:
            key = jwt.PyJWK(each)
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            continue  # of another kind, which others may need
        if key.algorithm_name in _ALGORITHMS and key.public_key_use in {None, "sig"}:
            usable.append(key)
    return usable
