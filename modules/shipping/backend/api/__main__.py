"""Serves the application, or brings its database up to date: `api.pex`, `api.pex migrate`."""

import asyncio
import sys

from stack.libs import web

from ..config import settings
from .main import app
from .resources import bring_up_to_date

PORT = 8003
USAGE = """\
usage: api.pex [migrate]
HOST, PORT and SHIPPING_* variables say how it serves: see README.md."""


def run(arguments: list[str]) -> int | str:
    """Do what the command line says, and return the exit code, or how it is used."""
    if arguments == ["migrate"]:
        asyncio.run(bring_up_to_date(settings))
        return 0
    if arguments:
        print(USAGE, file=sys.stderr)  # noqa: T201 - a command line's answer
        return 2
    web.serve(app, PORT, settings)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
