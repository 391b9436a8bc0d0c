"""One request, with attempts, whatever carries it."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy

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


class _InFlightError(Exception):
    """The service still works on an earlier attempt with the same key, such as one that timed out."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__("an earlier attempt is in flight")
        self.response = response
        self.retry_after = _seconds(response.headers["Retry-After"])


class Exchange:
    """Sends requests until they are answered, or there is no sense in another attempt; see `Transport`."""

    def __init__(self, client: Callable[[], httpx.AsyncClient], timeout: float, attempts: int) -> None:
        """Take what carries requests.

        Args:
            client: finds the client for an attempt.
            timeout: the seconds that an attempt may take.
            attempts: at most so many.
        """
        self._client = client
        self._timeout = timeout
        self._attempts = attempts

    async def request(
        self, method: str, path: str, json: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request; see `Transport`."""
        request = self._client().build_request(method, path, json=json, headers=_outgoing_headers(method, headers))
        is_safe = request.method in _TWICE or _KEY in request.headers
        # No attempt begins when as much time has passed as two of them may take.
        attempts = stamina.retry_context(
            _wait,
            attempts=self._attempts if is_safe else 1,
            timeout=2 * self._timeout,
            wait_initial=0.05,
            wait_max=1.0,
            wait_jitter=0.05,
        )
        try:
            async for attempt in attempts:
                with attempt:
                    return await self._send(request)
        except _InFlightError as error:
            return error.response
        raise AssertionError  # stamina raises what the last attempt raised

    async def _send(self, request: httpx.Request) -> httpx.Response:
        service, about = _describe(request.url), f"{request.method} {request.url.path}"
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._client().send(request)
        except TimeoutError as error:
            message = f"{service} did not answer {about} within {self._timeout:g} s"
            raise ServiceUnavailableError(message) from error
        except httpx.TransportError as error:
            message = f"{service} did not answer {about}: {error or type(error).__name__}"
            raise ServiceUnavailableError(message) from error
        if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            message = f"{service} answered {about} with status {response.status_code}"
            retry_after = _seconds(response.headers.get("Retry-After", ""))
            raise ServiceUnavailableError(message, status=response.status_code, retry_after=retry_after)
        if response.status_code == httpx.codes.CONFLICT and "Retry-After" in response.headers:
            raise _InFlightError(response)
        return response


def without_cookies(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The client, which keeps no cookies: a pool serves the requests of many users."""
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return client


def _describe(url: httpx.URL) -> str:
    """A service as errors name it: without the user and password that its URL may have."""
    return f"{url.scheme}://{url.netloc.decode()}"


def _outgoing_headers(method: str, headers: Mapping[str, str] | None) -> httpx.Headers:
    """The ids of the current request and trace, a key for `POST`, and above all the caller's headers."""
    # It is slow to import, and whoever never calls another service does not need it.
    from opentelemetry import propagate

    found = httpx.Headers()
    propagate.inject(found)
    request_id = get_contextvars().get("request_id")
    if request_id:
        found["X-Request-ID"] = str(request_id)
    if method.upper() == "POST":
        found[_KEY] = secrets.token_hex(16)
    found.update(headers)
    return found


def _wait(error: Exception) -> bool | float:
    """Whether to try again, or after how many seconds."""
    if isinstance(error, ServiceUnavailableError):
        if error.status not in {None, *_TRANSIENT}:
            return False
    elif not isinstance(error, _InFlightError):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= _LONGEST_RETRY_AFTER else False


def _seconds(text: str) -> float | None:
    """What a `Retry-After` means: seconds, or a date."""
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None
