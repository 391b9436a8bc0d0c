"""What happens, as lines of JSON."""

from __future__ import annotations

import os

import pytest

from pantstack_runner.console.redaction import Redactor
from pantstack_runner.console.run_events import RunEvent, emitter

TIME = "2026-01-02T03:04:05.678+00:00"


def test_line() -> None:
    """A line has the version, the time and all that is known, and is read back."""
    news = RunEvent("step", "orders", "create orders-process", {"action": "create"}, TIME)

    assert news.line() == (
        b'{"version": 1, "time": "2026-01-02T03:04:05.678+00:00", "event": "step", "module": "orders",'
        b' "text": "create orders-process", "action": "create"}\n'
    )
    assert RunEvent.of(news.line()) == news


def test_of_the_whole_run() -> None:
    """An event of the run as a whole names no module."""
    assert RunEvent("finished", data={"code": 1}, time=TIME).line() == (
        b'{"version": 1, "time": "2026-01-02T03:04:05.678+00:00", "event": "finished", "code": 1}\n'
    )


@pytest.mark.parametrize("line", [b"", b'{"version": 1, "ev', b"[]", b"1", b"null", b"\xff", b"{}"])
def test_cut_short(line: bytes) -> None:
    """What is no line of ours is left out."""
    assert RunEvent.of(line) is None


def test_teller() -> None:
    """What the process of a module tells reaches the runner, without secrets; a runner that is gone is no trouble."""
    ours, theirs = os.pipe()
    redactor = Redactor()
    redactor.learn(["s3cr3t-token"])
    emit = emitter(theirs, "orders", redactor)

    emit("note", "two\nlines s3cr3t-token", more=[1, {"x": "as3cr3t-token"}])
    news = RunEvent.of(os.read(ours, 65536))
    os.close(ours)
    emit("note", "nobody hears")

    assert news is not None
    assert (news.event, news.module, news.text, news.data) == (
        "note",
        "orders",
        "two\nlines [secret]",
        {"more": [1, {"x": "a[secret]"}]},
    )
    os.close(theirs)
