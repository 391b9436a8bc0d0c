"""One request, with attempts, whatever carries it."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import httpx
import stamina
from structlog.contextvars import get_contextvars

from stack.libs.common.errors import ServiceUnavailableError

TIMEOUT_SECONDS = 5.0
ATTEMPTS = 3

_TWICE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_TRANSIENT = frozenset({502, 503, 504})
# Whoever called waits too.
_LONGEST_RETRY_AFTER = 5.0
_KEY = "Idempotency-Key"


async def exchange(client: httpx.AsyncClient, request: httpx.Request, timeout: float, attempts: int) -> httpx.Response:  # noqa: ASYNC109 - of each attempt
    """Send a request until it is answered or there is no sense in another attempt; see `Transport`.

    Args:
        timeout: the seconds that an attempt may take.
        attempts: at most so many.
    """
    if request.method not in _TWICE and _KEY not in request.headers:
        attempts = 1
    # No attempt begins when as much time is gone as two of them may take.
    for_all = stamina.retry_context(
        _wait, attempts=attempts, timeout=2 * timeout, wait_initial=0.05, wait_max=1.0, wait_jitter=0.05
    )
    async for attempt in for_all:
        with attempt:
            return await _send(client, request, timeout)
    raise AssertionError  # stamina raises what the last attempt raised


def outgoing_headers(method: str, headers: Mapping[str, str] | None) -> dict[str, str]:
    """The headers of a request: the caller's, the ids of the current request and trace, and a key for `POST`."""
    # It is slow to import, and whoever never calls another service does not need it.
    from opentelemetry import propagate  # noqa: PLC0415

    found: dict[str, str] = {}
    propagate.inject(found)
    request_id = get_contextvars().get("request_id")
    if request_id:
        found["X-Request-ID"] = str(request_id)
    found |= headers or {}
    if method == "POST" and _KEY.lower() not in {name.lower() for name in found}:
        found[_KEY] = secrets.token_hex(16)
    return found


def _wait(error: Exception) -> bool | float:
    """Whether to try again, or after how many seconds."""
    if not isinstance(error, ServiceUnavailableError) or error.status not in {None, *_TRANSIENT}:
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= _LONGEST_RETRY_AFTER else False


async def _send(client: httpx.AsyncClient, request: httpx.Request, timeout: float) -> httpx.Response:  # noqa: ASYNC109 - as above
    about = f"{request.method} {request.url.raw_path.decode().partition('?')[0]}"
    base = str(client.base_url).rstrip("/")
    try:
        async with asyncio.timeout(timeout):
            response = await client.send(request)
    except TimeoutError as error:
        message = f"{base} did not answer {about} within {timeout:g} s"
        raise ServiceUnavailableError(message) from error
    except httpx.TransportError as error:
        message = f"{base} did not answer {about}: {error}"
        raise ServiceUnavailableError(message) from error
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        message = f"{base} answered {about} with status {response.status_code}"
        raise ServiceUnavailableError(
            message, status=response.status_code, retry_after=_seconds(response.headers.get("Retry-After", ""))
        )
    return response


def _seconds(text: str) -> float | None:
    """What a `Retry-After` means: seconds, or a date."""
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None
