"""Serves an application until a signal ends the process, without losing a request."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stack.libs.common import HttpServiceSettings

from .draining import begin_draining, is_draining

SHUTDOWN_TIMEOUT = 20.0
# Longer than load balancers keep idle connections (60 s): else they meet one that is just being closed.
KEEP_ALIVE_SECONDS = 75
MAX_PORT = 65_535

_log = structlog.get_logger("serve")


def serve(app: FastAPI, port: int, settings: HttpServiceSettings) -> None:
    """Serve until SIGTERM or SIGINT; return when every request has been answered.

    The first signal makes `/health/ready` answer 503. The service goes on for `SHUTDOWN_DELAY` seconds, in which load
    balancers notice; then it takes no more connections, finishes what is in flight within `SHUTDOWN_TIMEOUT` seconds
    and closes the application's lifespan. A second signal ends it at once, with exit code 1.
    `HOST`, `PORT`, `SHUTDOWN_DELAY` and `SHUTDOWN_TIMEOUT` are read from the environment.

    Args:
        port: unless `PORT` is set.

    Raises:
        SystemExit: with 2 if a variable is wrong, with 3 if the service could not start.
    """
    del settings  # Nothing to set yet; every feature is used in the same way.
    import uvicorn  # noqa: PLC0415  tests and development servers do without

    delay = _read_number("SHUTDOWN_DELAY", 0, 3600)
    config = uvicorn.Config(
        _Closing(app),
        host=os.environ.get("HOST") or "127.0.0.1",
        port=int(_read_number("PORT", port, MAX_PORT)),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        # Uvicorn takes whole seconds only in its types.
        timeout_graceful_shutdown=max(1, int(_read_number("SHUTDOWN_TIMEOUT", SHUTDOWN_TIMEOUT, 3600))),
    )
    server = _make_server(config, app, delay)
    server.run()
    if server.force_exit:
        sys.exit(1)


def _make_server(config: Any, app: FastAPI, delay: float) -> Any:  # noqa: ANN401  uvicorn is not imported here
    import uvicorn  # noqa: PLC0415  see `serve`

    class Server(uvicorn.Server):
        """Uvicorn's, except for what signals do."""

        stop_at: float | None = None

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            """Start to drain, or end at once if that goes on already."""
            del sig, frame
            if self.stop_at is not None:
                self.should_exit = self.force_exit = True
                return
            begin_draining(app)
            self.stop_at = time.monotonic() + delay

        async def on_tick(self, counter: int) -> bool:
            """Stop when the delay is over; called ten times a second."""
            if self.stop_at is not None and time.monotonic() >= self.stop_at:
                self.should_exit = True
            return await super().on_tick(counter)

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Handle signals; unlike uvicorn's, do not end the process by the signal once all is done."""
            import signal  # noqa: PLC0415  beside its only use

            handled = (signal.SIGINT, signal.SIGTERM)
            before = {number: signal.signal(number, self.handle_exit) for number in handled}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    return Server(config)


class _Closing:
    """Asks clients to close their connections while the application drains, so that they find another copy."""

    def __init__(self, app: FastAPI) -> None:
        self._app: ASGIApp = app
        self._draining_app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_closing(message: Message) -> None:
            if message["type"] == "http.response.start" and is_draining(self._draining_app):
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, send_closing)


def _read_number(variable: str, default: float, most: int) -> float:
    text = os.environ.get(variable) or str(default)
    try:
        number = float(text)
    except ValueError:
        _refuse(variable, most)
    if not 0 <= number <= most:
        _refuse(variable, most)
    return number


def _refuse(variable: str, most: int) -> NoReturn:
    sys.stderr.write(f"{variable}: not a number from 0 to {most}.\nCorrect it in the environment.\n")
    sys.exit(2)
