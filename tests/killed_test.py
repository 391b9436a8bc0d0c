"""Deploys that are killed at many moments: nothing half stays, and the next deploy heals."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from toys import Toy, ended, until

# How many changes of what a deploy keeps are seen before it is killed: from its first file to its record.
MOMENTS = range(1, 11)


def kept(root: Path) -> frozenset[tuple[str, int]]:
    """The files that a deploy has written, with their times."""
    found = []
    for folder in (".pantstack", ".pids"):
        for place, _, names in os.walk(root / folder):
            for name in names:
                # Some are there for a moment only.
                with contextlib.suppress(FileNotFoundError):
                    found.append((f"{place}/{name}", Path(place, name).lstat().st_mtime_ns))
    return frozenset(found)


def kill_at(toy: Toy, run: subprocess.Popen[str], moment: int, kinds: Iterable[str]) -> None:
    """Kill processes of a deploy once so many changes were seen; a deploy that has ended before is no failure."""
    seen, changes = kept(toy.root), 0
    while changes < moment and run.poll() is None:
        now = kept(toy.root)
        changes, seen = changes + (now != seen), now
    for kind in kinds:
        for pid in toy.processes(kind):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("kinds", [("runner",), ("runner", "child", "pulumi", "provider")], ids=["runner", "all"])
def test_at_many_moments(toy: Toy, kinds: tuple[str, ...]) -> None:
    """Whenever a replacing deploy is killed, the next one succeeds and leaves one service; destroy leaves nothing."""
    toy.run("up", "a").ok()
    killed = []
    for moment in MOMENTS:
        run = toy.start("up", "a", restart=True)
        kill_at(toy, run, moment, kinds)
        killed.append(ended(run).code == -signal.SIGKILL)
        until(lambda: not toy.processes("child"), "the module's process ends")

        again = toy.run("up", "a")

        assert (moment, again.code, again.err) == (moment, 0, "")
        assert (moment, len(toy.processes("service"))) == (moment, 1)
    assert any(killed), "no kill came early enough"
    assert toy.run("destroy", "a").ok().out == "a  delete a-service\na  delete a-port\na  down\n"
    assert [toy.processes(kind) for kind in ("child", "pulumi", "provider", "service")] == [[], [], [], []]
    assert toy.locks() == []
