"""How a job runs."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from . import BUSY, FAILED, OK, TIMED_OUT, FileLock, run_job


def test_exit_codes(tmp_path: Path) -> None:
    """A job that is done, one that fails, one that takes too long, and one that is ended have codes of their own."""
    lock = FileLock(tmp_path / "lock")
    runs: list[str] = []

    async def done() -> None:
        runs.append("done")

    async def fails() -> None:
        raise OSError

    async def hangs() -> None:
        await asyncio.Event().wait()

    async def is_ended() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    codes = [run_job(job, timeout=0.2, alone=lock) for job in (done, fails, hangs, done)]
    codes.append(run_job(is_ended, timeout=60, alone=lock))

    assert (codes, runs) == ([OK, FAILED, TIMED_OUT, OK, 143], ["done", "done"])


def test_one_at_a_time(tmp_path: Path) -> None:
    """A run that finds another one does nothing, and says so by its exit code."""
    path, runs = tmp_path / "lock", []

    async def run() -> None:
        runs.append(1)

    with FileLock(path)() as is_alone:
        code = run_job(run, timeout=1, alone=FileLock(path))

    assert (is_alone, code, runs) == (True, BUSY, [])
    assert run_job(run, timeout=1, alone=FileLock(path)) == OK


def test_a_failure_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The log has why a job failed."""

    async def fails() -> None:
        raise OSError("no space")

    run_job(fails, timeout=1, alone=FileLock(tmp_path / "lock"))

    assert caplog.records[0].getMessage() == "failed"
    assert "no space" in (caplog.text)
