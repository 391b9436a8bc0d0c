"""When this machine starts a task, and that it does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runtime import health, ports
from pantstack_runtime.process_identity import wait_until
from stack.infra.platforms.local import scheduler
from stack.infra.platforms.local.scheduler import UnsupportedError, next_time, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEGIN = datetime(2027, 3, 27, 12, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "zone", "expected"),
    [
        ("*/5 * * * *", "UTC", "2027-03-27T12:05:00+00:00"),
        ("0 9 * * MON", "UTC", "2027-03-29T09:00:00+00:00"),
        ("0 3 * * *", "Europe/Berlin", "2027-03-28T03:00:00+02:00"),
        ("cron(0 3 * * ? *)", "UTC", "2027-03-28T03:00:00+00:00"),
        ("cron(0 9 ? * 2 *)", "UTC", "2027-03-29T09:00:00+00:00"),
        ("cron(0 9 ? * MON-FRI *)", "UTC", "2027-03-29T09:00:00+00:00"),
        ("rate(1 minute)", "UTC", "2027-03-27T12:02:30+00:00"),
        ("rate(2 hours)", "UTC", "2027-03-27T14:00:30+00:00"),
        ("at(2027-03-27T13:30:00)", "Europe/Berlin", "2027-03-27T13:30:00+01:00"),
        ("at(2027-03-27T12:00:00)", "UTC", None),
    ],
)
def test_next_time(expression: str, zone: str, expected: str | None) -> None:
    """Each kind of expression has a next time, meant in its zone, except a time that has passed."""
    found = next_time(expression, zone_of(zone), BEGIN, BEGIN + timedelta(minutes=1))

    assert (found and found.isoformat()) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 3 L * ? *)",
        "cron(0 3 15W * ? *)",
        "cron(0 3 ? * 6L *)",
        "cron(0 3 ? * 2#1 *)",
        "cron(0 3 ? * L *)",
        "cron(0 3 * * ? 2028)",
    ],
)
def test_what_only_aws_has(expression: str) -> None:
    """What cron does not have is refused, not understood otherwise."""
    with pytest.raises(UnsupportedError) as caught:
        next_time(expression, UTC, BEGIN, BEGIN)

    assert str(caught.value) == f"`{expression}`: years, L, W and #"


def test_unknown_zone() -> None:
    """A time zone that this machine does not have is refused."""
    with pytest.raises(UnsupportedError) as caught:
        zone_of("Moon/Base")

    assert str(caught.value) == "the time zone Moon/Base"


class Running:
    """A scheduler that runs, and its log."""

    def __init__(self, folder: Path, expression: str, code: str) -> None:
        """Start it with a task."""
        self.port = ports.allocate(str(folder))
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                (sys.executable, "-P", scheduler.__file__, expression, "UTC", sys.executable, "-c", code),
                env={**os.environ, "HOST": "127.0.0.1", "PORT": str(self.port), "PYTHONPATH": "x"},
                cwd=folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def report(self) -> dict[str, Any]:
        """What it answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as response:
            answer: dict[str, Any] = json.load(response)
        return answer

    def messages(self) -> list[str]:
        """What it has logged."""
        return [json.loads(line)["message"] for line in self.log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(name="start")
def _start(tmp_path: Path) -> Iterator[Any]:
    """Starts a scheduler whose only time comes at once."""
    started: list[Running] = []

    def start(code: str) -> Running:
        soon = (datetime.now(UTC) + timedelta(seconds=0.2)).replace(tzinfo=None).isoformat()
        started.append(Running(tmp_path, f"at({soon})", code))
        return started[0]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


def test_a_run(start: Any, tmp_path: Path) -> None:  # noqa: ANN401 - as the fixture
    """A task is run once for each time, without what the scheduler needs; its exit code is reported, not held."""
    running = start("import os, sys; open('ran', 'a').write(os.environ.get('PYTHONPATH', 'none')); sys.exit(3)")
    assert health.wait("toy", running.port, 30, running.process.poll) == ""
    assert wait_until(lambda: running.report()["runs"] == 1, 30)

    assert wait_until(lambda: running.report()["next"] is None, 30)
    assert running.report() == {"status": "healthy", "next": None, "runs": 1, "exit_code": 3}
    assert (tmp_path / "ran").read_text(encoding="utf-8") == "none"
    assert running.messages() == ["run begins", "run ended with exit code 3"]


def test_the_end(start: Any, tmp_path: Path) -> None:  # noqa: ANN401 - as the fixture
    """A scheduler that is ended ends the run that is under way, which may tidy up."""
    code = (
        "import signal, sys, pathlib\n"
        "signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path('ended').touch(), sys.exit(0)))\n"
        "pathlib.Path('begun').touch()\n"
        "signal.pause()\n"
    )
    running = start(code)
    assert wait_until((tmp_path / "begun").exists, 30)

    running.process.send_signal(signal.SIGTERM)

    assert running.process.wait(30) == 0
    assert (tmp_path / "ended").exists()
