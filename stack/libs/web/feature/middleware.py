"""The one middleware of all features that stand side by side.

A middleware for each of them would cost two awaits and a function of its own for each part of every answer.
"""

import sys
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stack.libs.common import ServiceUnavailableError, SetupError

from .exchange import Exchange
from .feature import Feature
from .garbage import collect_everything_again, collect_less_often


class Features:
    """Calls each feature for what it takes part in: from the outside to the inside, and back."""

    def __init__(self, app: ASGIApp, features: Sequence[Feature]) -> None:
        """Wrap an application.

        Args:
            features: the outermost first.
        """
        self._app = app
        self._answer_headers = [header for each in features for header in each.answer_headers]
        self._begin = [each.begin for each in features if type(each).begin is not Feature.begin]
        self._begin_websocket = [
            each.begin_websocket for each in features if type(each).begin_websocket is not Feature.begin_websocket
        ]
        self._admit = [each.admit for each in features if type(each).admit is not Feature.admit]
        inside_out = features[::-1]
        self._answer_error = [
            each.answer_error for each in inside_out if type(each).answer_error is not Feature.answer_error
        ]
        self._close = [each.close for each in inside_out if type(each).close is not Feature.close]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._pass_on(scope, receive, send)
            return
        exchange = Exchange(scope, receive, self._app, self._answer_headers)
        for begin in self._begin:
            begin(exchange)
        send_with_headers = _sender(exchange, send)
        try:
            for admit in self._admit:
                refusal = await admit(exchange)
                if refusal is not None:
                    await refusal(scope, receive, send_with_headers)
                    return
            try:
                await self._app(scope, exchange.receive, send_with_headers)
            finally:
                for conclude in exchange.conclusions:
                    await conclude()
        except Exception as error:
            answer = self._find_answer(exchange, error)
            if answer is None:
                raise
            await answer(scope, receive, send_with_headers)
        finally:
            exchange.end()

    def _find_answer(self, exchange: Exchange, error: Exception) -> ASGIApp | None:
        for answer_error in self._answer_error:
            answer = answer_error(exchange, error)
            if answer is not None:
                return answer
        if not exchange.has_started:
            exchange.status = 500  # As whoever answers outside of this will have it.
        return None

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._living(send))
            return
        exchange = Exchange(scope, receive, self._app)
        try:
            for begin in self._begin_websocket:
                begin(exchange)
            await self._app(scope, receive, send)
        finally:
            exchange.end()

    def _living(self, send: Send) -> Send:
        """Close the features before the server learns that the application has ended; see `_explain` for its start."""

        async def send_life(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                collect_less_often()
            elif message["type"].startswith("lifespan.shutdown."):
                for close in self._close:
                    await close()
                collect_everything_again()
            await send(_explain(message) if message["type"] == "lifespan.startup.failed" else message)

        return send_life


def _sender(exchange: Exchange, send: Send) -> Send:
    """Add to an answer what the features have for it."""

    async def send_with_headers(message: Message) -> None:
        for record in exchange.recorders:
            record(message)
        if message["type"] == "http.response.start":
            exchange.has_started = True
            exchange.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *exchange.answer_headers]
        await send(message)

    return send_with_headers


def _explain(message: Message) -> Message:
    """Write in two lines why an application does not start, where that is known; else the server logs a traceback."""
    error = sys.exception()
    if isinstance(error, ServiceUnavailableError):
        sys.stderr.write(f"{error}.\nStart it, or correct the settings, and start again.\n")
    elif isinstance(error, SetupError):
        sys.stderr.write(f"{error}\n")
    else:
        return message
    return {**message, "message": ""}
