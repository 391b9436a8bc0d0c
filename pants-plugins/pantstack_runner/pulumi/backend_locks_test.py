"""Locks of Pulumi's backends, held by processes that live, have ended, or cannot be seen."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pantstack_runner.base.errors import FailedError
from pantstack_runner.console.testing import RecordedEvents
from pantstack_runner.pulumi import backend_locks
from pantstack_runner.storage.folder import Folder

HERE = socket.gethostname()


def _ended() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen((sys.executable, "-c", ""))
    process.wait()
    return process.pid


def _lock(folder: Path, pid: int, *, host: str = HERE, ago: float = 0) -> Path:
    """A lock as Pulumi writes it, with Go's nine digits of a second."""
    folder.mkdir(exist_ok=True)
    when = datetime.now(UTC) - timedelta(seconds=ago)
    stamp = when.strftime("%Y-%m-%dT%H:%M:%S.%f") + "123+00:00"
    path = folder / f"{pid}.json"
    path.write_text(json.dumps({"pid": pid, "username": "me", "hostname": host, "timestamp": stamp}), encoding="utf-8")
    return path


def _refused(folder: Path, *, unlock: bool) -> str:
    emitted = RecordedEvents()
    with pytest.raises(FailedError) as caught:
        backend_locks.clear(Folder(folder.parent, folder), folder.name, emitted, unlock=unlock)
    assert emitted == []
    return str(caught.value)


@pytest.mark.parametrize("unlock", [False, True])
def test_dead(tmp_path: Path, unlock: bool) -> None:  # noqa: FBT001 - a case
    """The lock of a process that has ended goes by itself."""
    pid = _ended()
    path = _lock(tmp_path / "locks", pid)

    emitted = RecordedEvents()
    backend_locks.clear(Folder(tmp_path, tmp_path), "locks", emitted, unlock=unlock)

    (event,) = emitted
    assert event[1].startswith(f"removed a stale lock of process {pid} of me on {HERE}, since ")
    assert event[1].endswith(", which has ended")
    assert not path.exists()


def test_recycled(tmp_path: Path) -> None:
    """A process that began after the lock was taken is not the one that took it."""
    path = _lock(tmp_path / "locks", os.getpid(), ago=30 * 86400)

    backend_locks.clear(Folder(tmp_path, tmp_path), "locks", RecordedEvents(), unlock=False)

    assert not path.exists()


@pytest.mark.parametrize("unlock", [False, True])
def test_alive(tmp_path: Path, unlock: bool) -> None:  # noqa: FBT001 - a case
    """The lock of a process at work never goes, whatever is requested, and the message says whose it is."""
    path = _lock(tmp_path / "locks", os.getpid())

    output = _refused(tmp_path / "locks", unlock=unlock)

    assert output.startswith(f"the stack is locked by process {os.getpid()} of me on {HERE}, since ")
    assert output.endswith(", which is at work.\nWait for it, or end it.")
    assert path.exists()


def test_elsewhere(tmp_path: Path) -> None:
    """What another machine does cannot be known from here, so its lock goes only if the user says so."""
    path = _lock(tmp_path / "locks", _ended(), host="other")

    output = _refused(tmp_path / "locks", unlock=False)
    kept = path.exists()
    backend_locks.clear(Folder(tmp_path, tmp_path), "locks", RecordedEvents(), unlock=True)

    assert output.endswith(".\nThis machine cannot tell whether that is at work; if it is not, add --unlock.")
    assert (kept, path.exists()) == (True, False)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}'])
def test_unreadable(tmp_path: Path, content: str) -> None:
    """A lock that was cut short, on a full disk say, goes only if the user says so."""
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")

    output = _refused(tmp_path, unlock=False)
    backend_locks.clear(Folder(tmp_path.parent, tmp_path), tmp_path.name, RecordedEvents(), unlock=True)

    assert output == (
        f"the stack's lock cannot be read, so it does not say who holds it: {path.name}.\n"
        "If no other deploy is at work, add --unlock."
    )
    assert not path.exists()


def test_none(tmp_path: Path) -> None:
    """Without locks there is nothing to do."""
    backend_locks.clear(Folder(tmp_path, tmp_path), "no", emitted := RecordedEvents(), unlock=True)

    assert emitted == []


def test_in_no_message() -> None:
    """Where a backend does not say who is at work, nothing is taken away unasked."""
    message = "error: [409] Conflict: Another update is currently in progress."

    with pytest.raises(FailedError) as caught:
        backend_locks.check_message(message, RecordedEvents(), unlock=False)
    backend_locks.check_message(message, emitted := RecordedEvents(), unlock=True)

    assert str(caught.value) == (
        "another update of the stack is at work, and its backend does not say whose.\n"
        "Wait for it; if nobody is at work, add --unlock."
    )
    assert emitted == []


def test_in_message() -> None:
    """Locks of a bucket are known from Pulumi's message."""
    message = (
        " code: 255\n stderr: error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to"
        " end or delete the lock file with `pulumi cancel`.\n"
        "  s3://state/.pulumi/locks/organization/orders/prod/1.json: created by a b@host-1 (pid 42) at 2026-01-02T03:04:05Z\n"
    )

    (lock,) = backend_locks.in_message(message)

    assert (lock.user, lock.host, lock.pid, lock.when) == ("a b", "host-1", 42, 1767323045.0)
    assert lock.place == "s3://state/.pulumi/locks/organization/orders/prod/1.json"
