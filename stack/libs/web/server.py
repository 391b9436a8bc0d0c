"""Uvicorn's server, except for what signals do to it. Imported only by a process that serves."""

import asyncio
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .draining import begin_draining, is_draining

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_TICK_SECONDS = 0.1

_log = structlog.get_logger("serve")


class GracefulServer(uvicorn.Server):
    """Drains after the first signal, and ends at once after the second."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, delay: float) -> None:
        """Take what is to be served.

        Args:
            delay: seconds to go on after the first signal.
        """
        super().__init__(config)
        self._drained_app = app
        self._delay = delay
        self._stop_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Start to drain, or end at once if that goes on already."""
        # Nothing else happens here: the process may be anywhere, in the middle of writing a log line for example.
        del sig, frame
        if self._stop_at is not None:
            self.should_exit = self.force_exit = True
        else:
            self._stop_at = time.monotonic() + self._delay

    async def on_tick(self, counter: int) -> bool:
        """Stop when the delay is over; called ten times a second."""
        if self._stop_at is not None:
            if not is_draining(self._drained_app):
                begin_draining(self._drained_app)
                _log.info("draining", seconds=self._delay)
            self.should_exit = self.should_exit or time.monotonic() >= self._stop_at
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is in flight, unless a second signal wants it to end: uvicorn would wait nevertheless."""
        finishing = asyncio.create_task(super().shutdown(sockets))
        while not finishing.done() and not self.force_exit:
            await asyncio.wait({finishing}, timeout=_TICK_SECONDS)
        if self.force_exit:
            finishing.cancel()
            await asyncio.wait({finishing})
        else:
            await finishing

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals; unlike uvicorn's, do not end the process by the signal once all is done."""
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class ConnectionCloser:
    """Asks clients to close their connections while the application drains, so that they find another copy."""

    def __init__(self, app: FastAPI) -> None:
        """Wrap an application."""
        self._app: ASGIApp = app
        self._draining_app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not is_draining(self._draining_app):
            await self._app(scope, receive, send)
            return

        async def send_closing(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, send_closing)
