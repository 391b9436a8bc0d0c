"""Serves the application: `HOST` and `PORT` say where."""

import os

import uvicorn

from stack.libs.common import configure_logging

from ..config import settings
from .main import app


def run() -> None:
    """Serve until a signal ends the process."""
    configure_logging(settings.log_level)
    host = os.environ.get("HOST", "127.0.0.1")
    uvicorn.run(app, host=host, port=int(os.environ.get("PORT", "8001")), log_config=None)


if __name__ == "__main__":
    run()
