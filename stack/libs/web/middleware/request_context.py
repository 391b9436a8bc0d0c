"""What belongs to one request: its id, and one access line."""

import re
from time import perf_counter
from typing import ClassVar

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, reset_contextvars

from stack.libs.common import HttpServiceSettings, generate_id
from stack.libs.web.headers import client_address, header, is_operational, path_template

from .place import Place, place

FIRST_ERROR = 400
CLIENT_CLOSED_REQUEST = 499

_VALID_ID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
_log = structlog.get_logger("access")


def add_request_context(app: FastAPI, settings: HttpServiceSettings) -> None:
    """Give every request an id, in its answer and in all its log lines, and log one access line.

    The id is the caller's `X-Request-ID` if it is harmless, else a new one; handlers find it in `request.state`.
    """
    del settings  # Nothing to set yet; every feature is added in the same way.
    place(app, RequestContext)


class RequestContext:
    """The middleware of `add_request_context`."""

    place: ClassVar[Place] = Place.REQUEST_CONTEXT

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request within its context."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        id_header = (b"x-request-id", request_id.encode())
        status = CLIENT_CLOSED_REQUEST

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), id_header]
            await send(message)

        tokens = bind_contextvars(request_id=request_id)
        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            status = status if status != CLIENT_CLOSED_REQUEST else 500
            raise
        finally:
            _log_access(scope, status, perf_counter() - started)
            reset_contextvars(**tokens)


def _request_id(scope: Scope) -> str:
    given = header(scope, b"x-request-id")
    if given is not None and _VALID_ID.fullmatch(given):
        return given.decode()
    return generate_id()


def _log_access(scope: Scope, status: int, seconds: float) -> None:
    # Load balancers ask for the health every few seconds.
    is_routine = status < FIRST_ERROR and is_operational(scope["path"])
    write = _log.debug if is_routine else _log.info
    write(
        "request",
        method=scope["method"],
        path=path_template(scope),
        status=status,
        milliseconds=round(seconds * 1000, 3),
        client=client_address(scope),
    )
