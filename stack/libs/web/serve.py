"""Serves an application until a signal ends the process, without losing a request."""

import os
import sys
from typing import NoReturn

from fastapi import FastAPI

SHUTDOWN_TIMEOUT = 20
# Longer than load balancers keep idle connections (60 s): else they meet one that is just being closed.
KEEP_ALIVE_SECONDS = 75
MAX_SECONDS = 3_600
MAX_PORT = 65_535


def serve(app: FastAPI, port: int) -> None:
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
    # Those who only test the application do without.
    import uvicorn

    from .server import ConnectionCloser, GracefulServer

    delay = _read_number("SHUTDOWN_DELAY", 0, MAX_SECONDS)
    config = uvicorn.Config(
        ConnectionCloser(app),
        host=os.environ.get("HOST") or "127.0.0.1",
        port=_read_whole_number("PORT", port, MAX_PORT),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_read_whole_number("SHUTDOWN_TIMEOUT", SHUTDOWN_TIMEOUT, MAX_SECONDS),
    )
    server = GracefulServer(config, app, delay)
    server.run()
    if server.force_exit:
        sys.exit(1)


def _read_whole_number(variable: str, default: int, most: int) -> int:
    number = _read_number(variable, default, most)
    if number != int(number):
        _refuse(variable, most, "a whole number")
    return int(number)


def _read_number(variable: str, default: float, most: int) -> float:
    text = os.environ.get(variable) or str(default)
    try:
        number = float(text)
    except ValueError:
        _refuse(variable, most)
    if not 0 <= number <= most:
        _refuse(variable, most)
    return number


def _refuse(variable: str, most: int, kind: str = "a number") -> NoReturn:
    sys.stderr.write(f"{variable}: not {kind} from 0 to {most}.\nCorrect it in the environment.\n")
    sys.exit(2)
