"""What belongs to one request: its id, and one access line."""

import logging
import re
from contextvars import ContextVar, Token
from functools import partial
from typing import ClassVar

from fastapi import FastAPI

from stack.libs.common import FrequentLog, context_variable, generate_id
from stack.libs.web.feature import Exchange, Feature, Place, add_feature

FIRST_ERROR = 400

_VALID_ID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
_log = FrequentLog("access", "request", ("method", "path", "status", "client"), "milliseconds")
# What `bind_contextvars(request_id=...)` sets, found once: to look for it takes longer than to set it.
_variable: ContextVar[str] = context_variable("request_id")


def add_request_context(app: FastAPI) -> None:
    """Give every request an id, in its answer and in all its log lines, and log one access line.

    The id is the caller's `X-Request-ID` if it is harmless, else a new one; handlers find it in `request.state`.
    Uvicorn's own access lines are left out.
    """
    # It would write a second line where its command line has not switched that off.
    uvicorn = logging.getLogger("uvicorn.access")
    uvicorn.handlers.clear()
    uvicorn.propagate = False
    add_feature(app, RequestContext())


class RequestContext(Feature):
    """The feature of `add_request_context`."""

    place: ClassVar[Place] = Place.REQUEST_CONTEXT

    def begin(self, exchange: Exchange) -> None:
        """Give a request its id."""
        given = exchange.headers.get(b"x-request-id")
        request_id = given.decode() if given is not None and _VALID_ID.fullmatch(given) else generate_id()
        exchange.state["request_id"] = request_id
        exchange.answer_headers.append((b"x-request-id", request_id.encode()))
        token = _variable.set(request_id)
        exchange.ends.append(partial(_end, token))


def _end(token: Token[str], exchange: Exchange) -> None:
    """Log the access line, and leave the context as it was."""
    status = exchange.status
    # Load balancers ask for the health every few seconds.
    level = logging.DEBUG if exchange.is_operational and status < FIRST_ERROR else logging.INFO
    values = (exchange.scope["method"], exchange.path, status, exchange.client)
    _log.write(level, values, exchange.seconds * 1000, exchange.trace)
    _variable.reset(token)
