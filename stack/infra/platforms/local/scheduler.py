"""The process that starts a task at given times, one run after the other.

It is run by its path, so that it needs neither Pulumi nor anything of ours: `scheduler.py EXPRESSION ZONE COMMAND...`.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta, tzinfo
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim

if TYPE_CHECKING:
    from collections.abc import Sequence

_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_AT: Final = re.compile(r"at\((.+)\)")
_WEEKDAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
# A sleep does not notice that the machine slept, or that its clock was set.
_LONGEST_SLEEP: Final = 20.0
_STOP_TIMEOUT: Final = 8.0


class UnsupportedError(ValueError):
    """An expression or a time zone that this machine does not know; the text says which part."""


def zone_of(name: str) -> tzinfo:
    """Find a time zone.

    Raises:
        UnsupportedError: if this machine does not know it.
    """
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnsupportedError(f"the time zone {name}") from error


def cron_fields(expression: str) -> str:
    """Return the five fields of an expression of cron, or of AWS' `cron(...)`.

    Raises:
        UnsupportedError: for what AWS has and cron does not.
    """
    if not expression.startswith("cron("):
        return expression
    minute, hour, day, month, weekday, year = expression[len("cron(") : -1].split()
    if year != "*" or re.search("[LW]", day) or re.search(r"[#/089]|\dL|^L", weekday):
        raise UnsupportedError(f"`{expression}`: years, L, W and #")
    named = re.sub(r"\d", lambda match: _WEEKDAYS[int(match[0]) - 1], weekday)
    return f"{minute} {hour} {day} {month} {named}".replace("?", "*")


def next_time(expression: str, zone: tzinfo, begin: datetime, now: datetime) -> datetime | None:
    """Return the first time of an expression after now; None if there is none.

    Args:
        begin: from when on a rate counts.
    """
    if match := _RATE.fullmatch(expression):
        period = timedelta(**{f"{match[2]}s": int(match[1])})
        return begin + ((now - begin) // period + 1) * period
    if match := _AT.fullmatch(expression):
        once = datetime.fromisoformat(match[1]).replace(tzinfo=zone)
        return once if once > now else None
    return next(CronSim(cron_fields(expression), now.astimezone(zone)), None)


class _Scheduler:
    """Starts a command, again and again.

    Attributes:
        report: what is answered at `/health`.
    """

    def __init__(self, expression: str, zone: str, command: Sequence[str]) -> None:
        self.report: dict[str, Any] = {"status": "healthy", "next": None, "runs": 0, "exit_code": None}
        self._expression, self._zone, self._command = expression, zone_of(zone), command
        self._begin = datetime.now(UTC)
        # What the scheduler itself needs is not for the task.
        self._env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(self) -> None:
        """Start the command at each time; a time that passes during a run is left out."""
        while True:
            due = next_time(self._expression, self._zone, self._begin, datetime.now(UTC))
            self.report["next"] = due and due.isoformat()
            while due is None or datetime.now(UTC) < due:
                left = _LONGEST_SLEEP if due is None else (due - datetime.now(UTC)).total_seconds()
                time.sleep(min(max(left, 0.0), _LONGEST_SLEEP))
            self._start()

    def _start(self) -> None:
        _log("run begins")
        task = subprocess.Popen(self._command, env=self._env, stdin=subprocess.DEVNULL)  # noqa: S603 - the artifact
        try:
            code = task.wait()
        finally:
            _end(task)
        self.report.update(runs=self.report["runs"] + 1, exit_code=code)
        _log(f"run ended with exit code {code}")


def _end(task: subprocess.Popen[bytes]) -> None:
    """End a task that still runs, since the scheduler ends."""
    if task.poll() is None:
        task.terminate()
        try:
            task.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            task.kill()
            task.wait()


def _log(message: str) -> None:
    line = {"time": datetime.now(UTC).isoformat(), "level": "INFO", "logger": "scheduler", "message": message}
    print(json.dumps(line), flush=True)  # noqa: T201 - its log is its output


def _serve(scheduler: _Scheduler) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer for the scheduler; of a failed run its exit code tells."""
            body = json.dumps(scheduler.report).encode()
            self.send_response(200 if self.path == "/health" else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body if self.path == "/health" else b"{}")

        def log_message(self, *_: object) -> None:
            """Leave requests out of the log."""

    server = ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main(arguments: Sequence[str]) -> None:
    """Run until a signal ends the process, and with it the task that is under way."""
    expression, zone, *command = arguments
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    scheduler = _Scheduler(expression, zone, command)
    _serve(scheduler)
    scheduler.run()


if __name__ == "__main__":
    main(sys.argv[1:])
