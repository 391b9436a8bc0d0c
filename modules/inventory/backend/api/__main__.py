"""Serves the application, or brings its database up to date: `api.pex`, `api.pex migrate`."""

import asyncio
import sys

from stack.libs import web
from stack.libs.common import ServiceUnavailableError
from stack.libs.database import DatabaseSetupError

from ..config import settings
from .main import app
from .resources import bring_up_to_date

PORT = 8002
DATABASE = "INVENTORY_DATABASE_URL"
USAGE = """\
usage: api.pex [migrate]
HOST, PORT and INVENTORY_* variables say how it serves: see README.md."""


def run(arguments: list[str]) -> int:
    """Do what the command line says, and return the exit code."""
    if arguments == ["migrate"]:
        return _migrate()
    if arguments:
        return _refuse(USAGE, 2)
    web.serve(app, PORT)
    return 0


def _migrate() -> int:
    if not settings.uses_database:
        return _refuse(f"{DATABASE}: not set.\nSet it in the environment or in .env.", 2)
    try:
        asyncio.run(bring_up_to_date(settings))
    except DatabaseSetupError as error:
        return _refuse(str(error), 1)
    except ServiceUnavailableError as error:
        return _refuse(f"{error}\nStart it or correct {DATABASE}, and run again.", 1)
    return 0


def _refuse(message: str, code: int) -> int:
    print(message, file=sys.stderr)  # noqa: T201 - a command line's answer
    return code


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
