"""A limit on the size of request bodies."""

from typing import ClassVar

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message

from stack.libs.common import HttpServiceSettings
from stack.libs.web.feature import Exchange, Feature, Place, add_feature
from stack.libs.web.problem_details import problem_response

CONTENT_TOO_LARGE = 413


def add_body_limit(app: FastAPI, settings: HttpServiceSettings) -> None:
    """Refuse bodies of more than `max_body_bytes` with 413, before a handler has read them.

    A body whose length is announced is refused unread; one in chunks once it exceeds the limit.
    """
    add_feature(app, BodyLimit(settings.max_body_bytes))


class BodyTooLargeError(HTTPException):
    """More of a body arrived than is allowed; FastAPI passes HTTP exceptions of a body's source on."""

    def __init__(self, limit: int) -> None:
        """Name the limit."""
        super().__init__(CONTENT_TOO_LARGE, f"The body is larger than {limit} bytes")


class BodyLimit(Feature):
    """The feature of `add_body_limit`."""

    place: ClassVar[Place] = Place.BODY_LIMIT

    def __init__(self, limit: int) -> None:
        """Take a limit in bytes."""
        self._limit = limit

    async def admit(self, exchange: Exchange) -> ASGIApp | None:
        """Let a request go on unless its body is too large, as far as that is known."""
        headers = exchange.headers
        length = headers.get(b"content-length")
        if length is None:
            if b"transfer-encoding" in headers:
                self._bound(exchange)
        elif not length.isdigit():
            self._bound(exchange)
        elif int(length) > self._limit:
            return self._refuse(exchange)
        elif length != b"0":
            self._bound(exchange)
        return None

    def answer_error(self, exchange: Exchange, error: Exception) -> ASGIApp | None:
        """Refuse a body that proved to be too large."""
        return self._refuse(exchange) if isinstance(error, BodyTooLargeError) and not exchange.has_started else None

    def _bound(self, exchange: Exchange) -> None:
        size, receive = 0, exchange.receive

        async def receive_bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._limit:
                raise BodyTooLargeError(self._limit)
            return message

        exchange.receive = receive_bounded

    def _refuse(self, exchange: Exchange) -> ASGIApp:
        error = BodyTooLargeError(self._limit)
        return problem_response(exchange.scope, error.status_code, error.detail)
