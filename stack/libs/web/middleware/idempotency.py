"""A POST that is sent twice is carried out once."""

from hashlib import sha256
from typing import ClassVar, Protocol

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from stack.libs.web.headers import credentials_digest, header
from stack.libs.web.problem_details import problem_response

from .place import Place, place
from .recorded_answer import AnswerRecorder, RecordedAnswer, read_body, replay_body

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
    place(app, Idempotency, cache=cache)


class Idempotency:
    """The middleware of `add_idempotency`."""

    place: ClassVar[Place] = Place.IDEMPOTENCY

    def __init__(self, app: ASGIApp, cache: IdempotencyCache) -> None:
        """Wrap an application."""
        self._app = app
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, a repeated one as before."""
        key = header(scope, b"idempotency-key") if scope["type"] == "http" and scope["method"] == "POST" else None
        if key is None:
            await self._app(scope, receive, send)
            return
        if not key or len(key) > MAX_KEY_LENGTH:
            answer = problem_response(scope, 422, f"Idempotency-Key must have 1 to {MAX_KEY_LENGTH} characters")
            await answer(scope, receive, send)
            return
        body = await read_body(receive)
        if body is None:
            return  # The client is gone before it has sent everything.
        receive_again = replay_body(body, receive)
        name, fingerprint = _cache_key(scope, key), sha256(body).hexdigest()
        try:
            earlier = await self._claim(name, fingerprint)
        except Exception as error:  # noqa: BLE001  the cache's own errors are unknown here
            _log.warning("a POST is unprotected: the cache failed", reason=type(error).__name__)
            await self._app(scope, receive_again, send)
            return
        if earlier is None:
            await self._carry_out(name, fingerprint, scope, receive_again, send)
        else:
            await _repeat(earlier, fingerprint, scope, receive_again, send)

    async def _claim(self, name: str, fingerprint: str) -> RecordedAnswer | None:
        """Return what is known of an earlier request; None if there was none, and this one now is the first."""
        mark = RecordedAnswer(fingerprint).to_json()
        stored = await self._cache.get(name)
        if stored is None and not await self._cache.add(name, mark, IN_FLIGHT_SECONDS):
            stored = await self._cache.get(name) or mark
        return None if stored is None else RecordedAnswer.from_json(stored)

    async def _carry_out(self, name: str, fingerprint: str, scope: Scope, receive: Receive, send: Send) -> None:
        recorder = AnswerRecorder(fingerprint, send)
        answer = None
        try:
            await self._app(scope, receive, recorder)
            answer = recorder.answer()
        finally:
            try:
                if answer is None:
                    await self._cache.delete(name)
                else:
                    await self._cache.set(name, answer.to_json(), KEEP_SECONDS)
            except Exception as error:  # noqa: BLE001  as above; the answer is on its way already
                _log.warning("an answer is not kept: the cache failed", reason=type(error).__name__)


async def _repeat(earlier: RecordedAnswer, fingerprint: str, scope: Scope, receive: Receive, send: Send) -> None:
    if earlier.fingerprint != fingerprint:
        answer = problem_response(scope, 422, "Idempotency-Key was used for a request with another body")
        await answer(scope, receive, send)
    elif earlier.is_in_flight:
        detail = "A request with this Idempotency-Key is in flight"
        await problem_response(scope, 409, detail, {"Retry-After": "1"})(scope, receive, send)
    else:
        await earlier.send(send)


def _cache_key(scope: Scope, key: bytes) -> str:
    parts = (credentials_digest(scope).encode(), scope["path"].encode(), scope.get("query_string", b""), key)
    digest = sha256(b"\x00".join(parts)).hexdigest()
    return f"idempotency:{digest}"
