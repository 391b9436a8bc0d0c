"""Where each middleware stands: the order of lines in `create_app` does not matter."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp


class Place(IntEnum):
    """From the outside to the inside: what stands further out sees what those inside answer."""

    REQUEST_CONTEXT = 1
    SECURITY_HEADERS = 2
    CORS = 3
    ERRORS = 4
    HOSTS = 5
    RATE_LIMIT = 6
    BODY_LIMIT = 7
    IDEMPOTENCY = 8


def place(app: FastAPI, middleware: Callable[..., ASGIApp], **options: Any) -> None:  # noqa: ANN401  each has its own
    """Add a middleware at its place, wherever others were added already.

    Args:
        middleware: an ASGI middleware with an attribute `place`.
        options: its arguments.

    Raises:
        RuntimeError: if the application has answered requests already.
    """
    if app.middleware_stack is not None:
        message = f"cannot add {middleware} to an application that has started"
        raise RuntimeError(message)
    present, rank = app.user_middleware, _rank(middleware)
    index = next((index for index, other in enumerate(present) if _rank(other.cls) > rank), len(present))
    present.insert(index, Middleware(middleware, **options))


def _rank(middleware: object) -> int:
    """Where one stands; those of a service itself stay outside of ours, where Starlette adds them."""
    return int(getattr(middleware, "place", 0))
