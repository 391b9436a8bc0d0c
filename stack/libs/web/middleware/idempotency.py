"""A POST that is sent twice is carried out once."""

from functools import partial
from hashlib import sha256
from typing import ClassVar, Protocol

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from stack.libs.web.feature import Exchange, Feature, Place, add_feature
from stack.libs.web.problem_details import problem_response

from .recorded_answer import AnswerRecorder, RecordedAnswer, in_flight, read_body, replay_body

# How long an answer is repeated, and how long a request may be in flight.
KEEP_SECONDS = 24 * 3600
IN_FLIGHT_SECONDS = 60
MAX_KEY_LENGTH = 255

_log = structlog.get_logger("idempotency")


class IdempotencyCache(Protocol):
    """What is needed of a cache; see `stack.libs.caching.Cache`."""

    async def get(self, key: str) -> str | None:
        """Return a text, or None."""
        ...

    async def set(self, key: str, value: str, seconds: float) -> None:
        """Keep a text."""
        ...

    async def add(self, key: str, value: str, seconds: float) -> bool:
        """Keep a text unless there is one; return whether it is kept."""
        ...

    async def delete(self, key: str) -> None:
        """Keep nothing any longer."""
        ...


def add_idempotency(app: FastAPI, cache: IdempotencyCache) -> None:
    """Carry out a POST with an `Idempotency-Key` once, and answer its repetitions with the same answer.

    The same key with another body is refused with 422, and with 409 while the first request is in flight. Keys of
    different credentials are different keys. Errors are not kept: a repetition then is a new attempt. If the cache
    fails, requests are carried out unprotected and the failure is logged.
    """
    add_feature(app, Idempotency(cache))


class Idempotency(Feature):
    """The feature of `add_idempotency`."""

    place: ClassVar[Place] = Place.IDEMPOTENCY

    def __init__(self, cache: IdempotencyCache) -> None:
        """Take where answers are kept."""
        self._cache = cache

    async def admit(self, exchange: Exchange) -> ASGIApp | None:
        """Let a request go on, or answer a POST with a key once."""
        scope = exchange.scope
        key = exchange.headers.get(b"idempotency-key") if scope["method"] == "POST" else None
        if key is None:
            return None
        if not key or len(key) > MAX_KEY_LENGTH:
            return problem_response(scope, 422, f"Idempotency-Key must have 1 to {MAX_KEY_LENGTH} characters")
        body = await read_body(exchange.receive)
        if body is None:
            return _answer_nobody
        exchange.receive = replay_body(body, exchange.receive)
        name, fingerprint = _cache_key(exchange, key), sha256(body).hexdigest()
        mark = in_flight(fingerprint)
        try:
            if not await self._cache.add(name, mark, IN_FLIGHT_SECONDS):
                earlier = RecordedAnswer.from_json(await self._cache.get(name) or mark)
                return _repetition(earlier, fingerprint, exchange)
        except Exception as error:  # noqa: BLE001  the cache's own errors are unknown here
            _log.warning("a POST is unprotected: the cache failed", reason=type(error).__name__)
            return None
        recorder = AnswerRecorder(fingerprint)
        exchange.recorders += (recorder.record,)
        exchange.conclusions += (partial(self._keep, name, recorder),)
        return None

    async def _keep(self, name: str, recorder: AnswerRecorder) -> None:
        """Keep an answer, or nothing of a request that failed."""
        answer = recorder.to_json()
        try:
            if answer is None:
                await self._cache.delete(name)
            else:
                await self._cache.set(name, answer, KEEP_SECONDS)
        except Exception as error:  # noqa: BLE001  as above; the answer is on its way already
            _log.warning("an answer is not kept: the cache failed", reason=type(error).__name__)


async def _answer_nobody(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Do nothing: the client is gone before it has sent everything."""


def _repetition(earlier: RecordedAnswer, fingerprint: str, exchange: Exchange) -> ASGIApp:
    scope = exchange.scope
    if earlier.fingerprint != fingerprint:
        return problem_response(scope, 422, "Idempotency-Key was used for a request with another body")
    if earlier.is_in_flight:
        detail = "A request with this Idempotency-Key is in flight"
        return problem_response(scope, 409, detail, {"Retry-After": "1"})
    return earlier


def _cache_key(exchange: Exchange, key: bytes) -> str:
    scope = exchange.scope
    parts = (exchange.credentials.encode(), scope["path"].encode(), scope.get("query_string", b""), key)
    digest = sha256(b"\x00".join(parts)).hexdigest()
    return f"idempotency:{digest}"
