"""A limit on the size of request bodies."""

from typing import ClassVar

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stack.libs.common import HttpServiceSettings
from stack.libs.web.headers import header
from stack.libs.web.problem_details import problem_response

from .place import Place, place

CONTENT_TOO_LARGE = 413


def add_body_limit(app: FastAPI, settings: HttpServiceSettings) -> None:
    """Refuse bodies of more than `max_body_bytes` with 413, before a handler has read them.

    A body whose length is announced is refused unread; one in chunks once it exceeds the limit.
    """
    place(app, BodyLimit, limit=settings.max_body_bytes)


class BodyTooLargeError(HTTPException):
    """More of a body arrived than is allowed; FastAPI passes HTTP exceptions of a body's source on."""

    def __init__(self, limit: int) -> None:
        """Name the limit."""
        super().__init__(CONTENT_TOO_LARGE, f"The body is larger than {limit} bytes")


class BodyLimit:
    """The middleware of `add_body_limit`."""

    place: ClassVar[Place] = Place.BODY_LIMIT

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Wrap an application.

        Args:
            limit: in bytes.
        """
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request unless its body is too large."""
        length = header(scope, b"content-length") if scope["type"] == "http" else None
        if scope["type"] != "http" or (length is None and header(scope, b"transfer-encoding") is None):
            await self._app(scope, receive, send)
            return
        if length is not None and length.isdigit() and int(length) > self._limit:
            await self._refuse(scope, receive, send)
            return
        await self._answer_bounded(scope, receive, send)

    async def _answer_bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, has_started = 0, False

        async def receive_bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._limit:
                raise BodyTooLargeError(self._limit)
            return message

        async def note_start(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self._app(scope, receive_bounded, note_start)
        except BodyTooLargeError:
            if has_started:
                raise
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = BodyTooLargeError(self._limit)
        answer = problem_response(scope, error.status_code, error.detail)
        await answer(scope, receive, send)
