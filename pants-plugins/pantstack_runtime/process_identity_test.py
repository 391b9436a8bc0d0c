"""Which process is meant, on processes of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from pantstack_runtime import process_identity
from pantstack_runtime.process_identity import ProcessIdentity

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_recycled_number() -> None:
    """A process that got the number of an earlier one is never ended in its stead."""
    innocent = subprocess.Popen((sys.executable, "-c", "import time; time.sleep(60)"), start_new_session=True)
    earlier = ProcessIdentity(innocent.pid, "another start")

    earlier.end(0.1)
    alive = innocent.poll() is None
    innocent.kill()
    innocent.wait()

    assert alive
    assert not earlier.is_alive()


def test_zombie() -> None:
    """A process that ended but was not collected is not alive."""
    child = subprocess.Popen((sys.executable, "-c", "import time; time.sleep(60)"))
    identity = ProcessIdentity.of(child.pid)
    assert identity is not None
    assert identity.is_alive()

    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert not identity.is_alive()
    child.wait()


def test_variables() -> None:
    """A variable is read from the process itself, and finds it again; an empty one, or no process, is nothing."""
    mark = f"{os.getpid()}-é"
    argv = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)")
    child = subprocess.Popen(argv, env={"MARK": mark, "EMPTY": ""}, stdout=subprocess.PIPE)
    assert child.stdout is not None
    # For a moment a new process has no variables.
    assert child.stdout.readline() == b"up\n"

    values = [process_identity.read_variable(child.pid, name) for name in ("MARK", "EMPTY", "MAR")]
    marked = process_identity.processes_with_variable("MARK", mark)
    child.kill()
    child.communicate()

    assert values == [mark, "", ""]
    assert [identity.pid for identity in marked] == [child.pid]
    assert process_identity.read_variable(child.pid, "MARK") == ""
    assert process_identity.processes_with_variable("MARK", mark) == []


def test_variables_as_ps_shows_them() -> None:
    """Where only `ps` shows variables, in one line with the arguments, a value ends where the next variable begins."""
    line = "python api.pex --x=y HOME=/my folder A=b=c PANTSTACK_HOME=/the repository/.pantstack LAST=1\n"

    assert [process_identity.find_variable(line, name) for name in ("PANTSTACK_HOME", "A", "LAST", "x", "OME")] == [
        "/the repository/.pantstack",
        "b=c",
        "1",
        "",
        "",
    ]


def test_without_proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the system has no folder of processes, `ps` tells one from another."""
    monkeypatch.setattr(process_identity, "_PROC", tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    child = subprocess.Popen(("sleep", "60"))
    identity = ProcessIdentity.of(child.pid)
    began = process_identity.started_at(child.pid)
    assert identity is not None
    assert began is not None

    were_alive = (identity.is_alive(), ProcessIdentity(child.pid, "another start").is_alive())
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert were_alive == (True, False)
    assert abs(began - time.time()) < 60
    assert not identity.is_alive()
    child.wait()
    assert ProcessIdentity.of(child.pid) is None
