"""Rows of the environment: what variables and `.env` files do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from modules.refunds.backend.config import Settings

ROOT = Path.cwd()
MODULE = ROOT / "modules/refunds"
CONFIG = "from modules.refunds.backend.config import settings\n"
PASSWORD = "hunter2"  # noqa: S105  made up


def run(code: str, folder: Path = ROOT, **variables: str) -> str:
    """Run code in an interpreter of its own, and return what it prints."""
    # Without what keeps `.env` out of a module's tests.
    env = {**os.environ, "ENV_FILES": "", "PYTHONPATH": str(ROOT), **variables}
    ran = subprocess.run(
        (sys.executable, "-B", "-c", code), cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.fixture(name="plant")
def _plant() -> Iterator[Callable[[Path, str], None]]:
    """Writes `.env` into a folder for the length of the test."""
    planted: list[Path] = []

    def plant(folder: Path, text: str) -> None:
        path = folder / ".env"
        assert not path.exists()
        planted.append(path)
        path.write_text(text, encoding="utf-8")

    yield plant
    for path in planted:
        path.unlink()


WATCHED = """
import sys

done = []


def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.mkdir", "os.remove", "os.rename")):
        done.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        done.append(f"{event} {arguments[0]}")


import socket, subprocess
sys.addaudithook(watch)
"""


def test_row_79_nothing_but_reading() -> None:
    """Importing the settings opens no connection, starts no program and writes no file."""
    assert run(f"{WATCHED}{CONFIG}print(done, type(settings).__name__)") == "[] Settings"


def test_row_80_the_prefix() -> None:
    """A variable with the module's prefix counts, one of another module does not."""
    code = f"{CONFIG}print(settings.log_level)"

    assert [run(code, **{f"{name}_LOG_LEVEL": "DEBUG"}) for name in ("REFUNDS", "ORDERS")] == ["DEBUG", "INFO"]


def test_row_81_the_database() -> None:
    """The default is a local database of the module's name."""
    assert Settings().database_url.get_secret_value() == "postgresql://localhost/refunds"


def test_row_82_the_redis() -> None:
    """The default is a local Redis."""
    assert Settings().redis_url.get_secret_value() == "redis://localhost"


def test_rows_83_c2_the_region() -> None:
    """The region is us-east-1 unless the variable says otherwise."""
    code = f"{CONFIG}print(settings.aws_region)"

    assert (run(code), run(code, REFUNDS_AWS_REGION="eu-west-2")) == ("us-east-1", "eu-west-2")


def test_row_84_a_level_that_is_none(refused: Callable[..., tuple[int, list[str]]]) -> None:
    """The service does not start, and says in two lines which variable is wrong."""
    code, lines = refused(REFUNDS_LOG_LEVEL="LOUD")

    assert (code, len(lines), lines[1]) == (2, 2, "Correct it in the environment or in .env.")
    assert lines[0].startswith("REFUNDS_LOG_LEVEL: ")
    assert "'INFO'" in lines[0]


@pytest.mark.parametrize("where", [ROOT, MODULE], ids=["root", "module"])
@pytest.mark.parametrize("started", [ROOT, MODULE], ids=["from the root", "from the module"])
def test_row_85_files(plant: Callable[[Path, str], None], where: Path, started: Path) -> None:
    """A file counts wherever the service is started, and what belongs to others in it does no harm."""
    plant(where, "REFUNDS_LOG_LEVEL=WARNING\nPULUMI_ORG=acme\nREFUNDS_UNKNOWN=1\n")

    assert run(f"{CONFIG}print(settings.log_level)", started) == "WARNING"
    assert run(f"{CONFIG}print(settings.log_level)", started, REFUNDS_LOG_LEVEL="ERROR") == "ERROR"


def test_row_86_secrets_are_not_printed(start: Callable[..., Any]) -> None:
    """No secret is in what settings print, or in what the service logs."""
    url = f"postgresql://app:{PASSWORD}@127.0.0.1:9/refunds"
    service = start(REFUNDS_DATABASE_URL=url, REFUNDS_LOG_LEVEL="DEBUG")
    answers = [service.get("/health/ready"), service.get("/api/v1/refunds/1")]
    lines = service.stop()

    assert [status for status, _ in answers] == [503, 503]
    assert PASSWORD not in f"{Settings(database_url=url)!r}{answers}{lines}"


def test_row_86_no_default_in_production(refused: Callable[..., tuple[int, list[str]]]) -> None:
    """In production the service wants its database and its authentication to be set; no secret has a default."""
    code, lines = refused(REFUNDS_PRODUCTION="true")

    assert (code, [line.partition(":")[0] for line in lines[::2]]) == (
        2,
        ["REFUNDS_DATABASE_URL", "REFUNDS_AUTHENTICATION"],
    )
    assert (Settings().jwt_secret, Settings().api_keys) == (None, None)
