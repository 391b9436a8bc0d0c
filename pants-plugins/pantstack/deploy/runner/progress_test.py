"""What is shown of a run."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from pantstack.deploy.runner import progress
from pantstack.deploy.runner.errors import UsageError
from pantstack.deploy.runner.news import News
from pantstack.deploy.runner.progress import Screen

TIME = "2026-01-02T03:04:05.678+00:00"
RUN = (
    News("started", time=TIME),
    News("begin", "orders", "begins", time=TIME),
    News("begin", "inventory", "begins", time=TIME),
    News("step", "orders", "create orders-process", time=TIME),
    News("failed", "inventory", "failed  no disk\nMake room.", time=TIME),
    News("skipped", "shipping", "skipped  inventory failed", time=TIME),
    News("done", "orders", "up  http://x", time=TIME),
    News("finished", data={"code": 1}, time=TIME),
)


def test_plain() -> None:
    """Off a terminal there is a line for all that happens, failures apart; events go elsewhere, all of them."""
    out, err, events = io.StringIO(), io.StringIO(), io.BytesIO()
    screen = Screen(out, err, live=False, events=events)

    for news in RUN:
        screen.show(news)
    screen.tick()
    screen.close()

    assert out.getvalue() == (
        "orders  create orders-process\nshipping  skipped  inventory failed\norders  up  http://x\n"
    )
    assert err.getvalue() == "inventory  failed  no disk\nMake room.\n"
    assert events.getvalue() == b"".join(news.line() for news in RUN)


def _screen(text: str) -> list[str]:
    """What a terminal shows in the end."""
    lines: list[str] = []
    for part in re.split(r"(\x1b\[\d+A\x1b\[J)", text):
        up = re.fullmatch(r"\x1b\[(\d+)A\x1b\[J", part)
        lines = lines[: -int(up[1])] if up else lines + part.splitlines()
    return lines


def test_live(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a line for each module at work stays below all others, and is drawn in place."""
    monkeypatch.setenv("COLUMNS", "30")
    terminal = io.StringIO()
    screen = Screen(terminal, terminal, live=True)

    for news in RUN[:4]:
        screen.show(news)
        screen.tick()
    at_work = [re.sub(r"^[-\\|/]", "*", line) for line in _screen(terminal.getvalue())]
    for news in RUN[4:]:
        screen.show(news)
    screen.close()

    assert at_work == [
        "orders  create orders-process",
        "* orders       0 s  create or",
        "* inventory    0 s  begins",
    ]
    assert _screen(terminal.getvalue()) == [
        "orders  create orders-process",
        "inventory  failed  no disk",
        "Make room.",
        "shipping  skipped  inventory failed",
        "orders  up  http://x",
    ]


class _Closed(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError


def test_nobody_reads() -> None:
    """That nobody reads any more does not end a run."""
    for news in RUN:
        Screen(_Closed(), _Closed(), live=True).show(news)


def test_events_file(tmp_path: Path) -> None:
    """Events go to a file below the repository's root; one that cannot be written is refused at once."""
    with progress.events_to("events.json", tmp_path, io.StringIO()) as stream:
        assert stream is not None
        stream.write(b"x")
    assert (tmp_path / "events.json").read_bytes() == b"x"

    with pytest.raises(UsageError) as caught, progress.events_to("no/such", tmp_path, io.StringIO()):
        pass
    assert str(caught.value) == ("--events=no/such: cannot be written (No such file or directory).\nName another file.")
