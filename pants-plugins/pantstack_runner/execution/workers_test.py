"""Tests of how the process of a module is started."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.execution import workers

if TYPE_CHECKING:
    from collections.abc import Callable


ENTRY = "pantstack_runner.worker"


@pytest.fixture(name="theirs")
def _theirs() -> int:
    """A descriptor that the process keeps."""
    return os.open(os.devnull, os.O_WRONLY)


def test_no_copy_where_a_bucket_was_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, theirs: int) -> None:
    """The library for buckets would wait for ever in a copy, so a process of its own is started."""
    monkeypatch.setitem(sys.modules, "obstore", sys)
    with (tmp_path / "log").open("wb") as output:
        worker = workers.start(ENTRY, (str(tmp_path / "plan.json"), "orders"), theirs, dict(os.environ), output)
    worker.wait(timeout=60)

    assert isinstance(worker, subprocess.Popen)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_end(tmp_path: Path, theirs: int, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    """A process that cannot go on ends with 1, and its log says why."""
    monkeypatch.setattr(sys, "platform", platform)
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    log = tmp_path / "log"

    with log.open("wb") as output:
        worker = workers.start(ENTRY, (str(tmp_path / "plan.json"), "orders"), theirs, variables, output)
        code = worker.wait(timeout=60)

    assert code == 1
    assert f"{tmp_path}/plan.json: cannot be read (No such file or directory)." in log.read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="asks the system for a process' files")
@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_nothing_is_shared(tmp_path: Path, theirs: int, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    """A process leads a session of its own, and of the runner's files it has only those that are its own."""
    monkeypatch.setattr(sys, "platform", platform)
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    plan = tmp_path / "plan.json"
    os.mkfifo(plan)

    with (tmp_path / "log").open("wb") as output, (tmp_path / "other").open("wb"):
        # It waits for its plan for ever.
        worker = workers.start(ENTRY, (str(plan), "orders"), theirs, variables, output)
        try:
            _until(lambda: os.getsid(worker.pid) == worker.pid and _files(worker.pid) == {0, 1, 2, theirs})
        finally:
            worker.kill()

    assert worker.wait() == -9
    with pytest.raises(ProcessLookupError):
        os.kill(worker.pid, 0)


def _files(pid: int) -> set[int]:
    return {int(each.name) for each in Path(f"/proc/{pid}/fd").iterdir()}


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
