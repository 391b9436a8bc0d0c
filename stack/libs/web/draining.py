"""Whether an application still wants requests."""

from fastapi import FastAPI


def begin_draining(app: FastAPI) -> None:
    """Report from now on that the application is not ready, so that no more requests are sent to it."""
    app.state.is_draining = True


def is_draining(app: FastAPI) -> bool:
    """Return whether the application is about to end."""
    return bool(getattr(app.state, "is_draining", False))
