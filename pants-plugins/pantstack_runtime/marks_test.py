"""Finding what runs by its mark: real processes of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pantstack_runtime import marks
from pantstack_runtime.marks import Mark
from pantstack_runtime.process_identity import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WAITS = "import sys; print('up', flush=True); sys.stdin.read()"


@pytest.fixture(name="start")
def _start() -> Iterator[Callable[[Mark], subprocess.Popen[bytes]]]:
    """Start a process with a mark, which leads a session as services do; it is ended after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(mark: Mark) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            (sys.executable, "-c", WAITS),
            env={**mark.variables(), "PORT": "20001"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        started.append(process)
        assert process.stdout is not None
        # For a moment a new process has no variables.
        assert process.stdout.readline() == b"up\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_found_and_ended(start: Callable[[Mark], subprocess.Popen[bytes]], tmp_path: Path) -> None:
    """A service is found by its work tree and by its owner, says what it is, and ends; others are not touched."""
    mark = Mark(f"orders-prod-eu-{tmp_path}", "orders", "prod-eu", str(tmp_path))
    mine = start(mark)
    other = start(Mark(f"orders-test-{tmp_path}2", "orders", "test", f"{tmp_path}2"))

    (found,) = marks.started_from(str(tmp_path))

    assert (found.mark, found.port, found.url) == (mark, 20001, "http://127.0.0.1:20001")
    assert (found.title, found.process) == (f"process {mine.pid}", ProcessIdentity.of(mine.pid))
    assert marks.of_owner(mark.owner) == [found]
    assert [found.end(), marks.started_from(str(tmp_path)), marks.of_owner(mark.owner)] == ["", [], []]
    assert other.poll() is None


def test_no_mark_is_nobody(start: Callable[[Mark], subprocess.Popen[bytes]], tmp_path: Path) -> None:
    """An empty mark finds nothing, and what carries a part of one, or another's words, is no service of ours."""
    for owner, module, environment in (
        ("", "orders", "test"),
        ("x", "../orders", "test"),
        ("x", "orders", "test\x1b[2J"),
    ):
        start(Mark(owner, module, environment, str(tmp_path)))
    older = start(Mark("y", "", "", ""))

    assert [marks.started_from(str(tmp_path)), marks.started_from(""), marks.of_owner("")] == [[], [], []]
    assert [each.title for each in marks.of_owner("y")] == [f"process {older.pid}"]


def test_a_copied_and_a_moved_work_tree(start: Callable[[Mark], subprocess.Popen[bytes]], tmp_path: Path) -> None:
    """A service is another work tree's as long as there is one; whoever moved a work tree keeps what it started."""
    process = start(Mark("x", "orders", "test", str(tmp_path / "original")))
    identity = ProcessIdentity.of(process.pid)
    assert identity is not None
    (tmp_path / "original").mkdir()

    copied = [marks.is_of_another(identity, str(tmp_path / here)) for here in ("copy", "original")]
    shared = marks.is_of_another(identity, "")
    (tmp_path / "original").rename(tmp_path / "copy")
    moved = marks.is_of_another(identity, str(tmp_path / "copy"))

    assert (copied, shared, moved) == ([True, False], False, False)
    assert not marks.is_of_another(ProcessIdentity(os.getpid(), "without a mark"), str(tmp_path))
