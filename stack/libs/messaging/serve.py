"""Runs a worker as a process: signals end it, `GET /health` answers for it."""

import asyncio
import json
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .inbox import PATH
from .queues import Sender
from .worker import Worker

logger = logging.getLogger(__name__)

_LARGEST_BODY = 256 * 1024
_SEND_TIMEOUT = 5.0


def run_worker(worker: Worker, host: str, port: int, inbox: Sender | None = None) -> None:
    """Take messages until SIGTERM or SIGINT, and finish the message in hand.

    Args:
        host: where `GET /health` answers; anything but it is 404.
        port: where it answers, 0 for any that is free.
        inbox: where `POST /messages` sends a body, for queues that nobody else can reach.
    """
    asyncio.run(_run(worker, host, port, inbox))


async def _run(worker: Worker, host: str, port: int, inbox: Sender | None) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with serving(worker, host, port, inbox, loop) as server:
        logger.info("started; health is at port %d", server.server_address[1])
        await worker.run(stop)
    logger.info("stopped: %s", worker.counts)


@contextmanager
def serving(
    worker: Worker, host: str, port: int, inbox: Sender | None, loop: asyncio.AbstractEventLoop
) -> Iterator[ThreadingHTTPServer]:
    """Answer in a thread of its own, so that a handler that blocks the loop does not block the answer."""
    with _Server((host, port), _Handler) as server:
        server.worker, server.inbox, server.loop = worker, inbox, loop
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    worker: Worker
    inbox: Sender | None
    loop: asyncio.AbstractEventLoop

    def send(self, inbox: Sender, body: str) -> str:
        """Send a message from another thread than the loop's.

        Raises:
            TimeoutError: if the queue is full.
        """
        sending = asyncio.run_coroutine_threadsafe(inbox.send(body), self.loop)
        return sending.result(_SEND_TIMEOUT)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Answer whether the worker is healthy."""
        worker = self.server.worker
        if self.path != "/health":
            self._answer(HTTPStatus.NOT_FOUND, {"detail": "Not Found"})
        elif worker.is_healthy:
            self._answer(HTTPStatus.OK, {"status": "healthy", **worker.counts})
        else:
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, {"status": "stuck", **worker.counts})

    def do_POST(self) -> None:
        """Send a message."""
        length, inbox = self.headers.get("Content-Length", ""), self.server.inbox
        if self.path != PATH or inbox is None:
            return self._answer(HTTPStatus.NOT_FOUND, {"detail": "Not Found"})
        if not length.isdecimal() or not 0 < int(length) <= _LARGEST_BODY:
            return self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"detail": f"1 to {_LARGEST_BODY} bytes"})
        try:
            sent = self.server.send(inbox, self.rfile.read(int(length)).decode())
        except UnicodeDecodeError:
            return self._answer(HTTPStatus.BAD_REQUEST, {"detail": "not UTF-8"})
        except TimeoutError:
            return self._answer(HTTPStatus.SERVICE_UNAVAILABLE, {"detail": "the queue is full"})
        return self._answer(HTTPStatus.ACCEPTED, {"id": sent})

    def _answer(self, status: HTTPStatus, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library calls it
        """Leave requests out of the log at its usual level."""
        logger.debug(format, *args)
