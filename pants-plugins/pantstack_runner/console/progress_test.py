"""What is shown of a run."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.console import progress, text
from pantstack_runner.console.progress import Screen
from pantstack_runner.console.run_events import RunEvent

TIME = "2026-01-02T03:04:05.678+00:00"
RUN = (
    RunEvent("started", time=TIME),
    RunEvent("begin", "orders", "begins", time=TIME),
    RunEvent("begin", "inventory", "begins", time=TIME),
    RunEvent("step", "orders", "create orders-process", time=TIME),
    RunEvent("failed", "inventory", "failed  no disk\nMake room.", time=TIME),
    RunEvent("skipped", "shipping", "skipped  inventory failed", time=TIME),
    RunEvent("done", "orders", "up  http://x", time=TIME),
    RunEvent("finished", data={"code": 1}, time=TIME),
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
    for part in re.split(r"(\r\x1b\[\d+A\x1b\[J)", text):
        up = re.fullmatch(r"\r\x1b\[(\d+)A\x1b\[J", part)
        lines = lines[: -int(up[1])] if up else lines + part.splitlines()
    return lines


def test_live() -> None:
    """On a terminal a line for each module at work stays below all others, and is drawn in place."""
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
        "* orders       0 s  create orders-process",
        "* inventory    0 s  begins",
    ]
    assert _screen(terminal.getvalue()) == [
        "orders  create orders-process",
        "inventory  failed  no disk",
        "Make room.",
        "shipping  skipped  inventory failed",
        "orders  up  http://x",
    ]


def test_more_than_the_screen_has_room_for() -> None:
    """Where more modules are at work than the terminal has rows the rest is counted, so that all can be drawn anew."""
    terminal = io.StringIO()
    screen = Screen(terminal, terminal, live=True)

    for number in range(30):
        screen.show(RunEvent("begin", f"m{number:02d}", "begins"))

    rows = _screen(terminal.getvalue())
    assert len(rows) == 22
    assert rows[-2].endswith("m20    0 s  begins")
    assert rows[-1] == "  and 9 more"
    screen.close()
    assert _screen(terminal.getvalue()) == []


def test_what_a_terminal_takes_for_a_command() -> None:
    """A text of a service neither moves the cursor nor colors the screen, on a terminal or in a log."""
    colored = "\x1b[31mred\x1b[0m \x1b]0;title\x07\x1b]8;;http://x\x1b\\link \x1b[2J\x1b[H10%\r20%\r\nbell\x07 \x9b1A \u202eover\ttab"

    assert text.printable(colored) == "red link 10%\n20%\nbell 1A over\ttab"
    for live in (True, False):
        out = io.StringIO()
        Screen(out, out, live=live).show(RunEvent("done", "a", colored))
        assert out.getvalue() == f"a  {text.printable(colored)}\n"


class _Closed(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError


def test_nobody_reads() -> None:
    """That nobody reads any more does not end a run."""
    for news in RUN:
        Screen(_Closed(), _Closed(), live=True).show(news)


def test_events_file(tmp_path: Path) -> None:
    """Events go to a file below the repository's root; one that cannot be written is refused at once."""
    with progress.open_events("events.json", tmp_path, io.StringIO()) as stream:
        assert stream is not None
        stream.write(b"x")
    assert (tmp_path / "events.json").read_bytes() == b"x"

    with pytest.raises(UserError) as caught, progress.open_events("no/such", tmp_path, io.StringIO()):
        pass
    assert str(caught.value) == ("--events=no/such: cannot be written (No such file or directory).\nName another file.")


def test_events_to_a_full_disk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That events cannot be written does not end a run, and is reported at its end."""
    with progress.open_events("/dev/full", tmp_path, io.StringIO()) as stream:
        screen = Screen(io.StringIO(), io.StringIO(), live=False, events=stream)
        for news in RUN:
            screen.show(news)

    assert capsys.readouterr().err == (
        "pants deploy: --events=/dev/full: not all was written (No space left on device).\nName another file.\n"
    )


def test_events_that_nobody_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That nobody reads the events any more does not end a run either, and nobody is reported."""
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w", encoding="utf-8") as out, progress.open_events("-", tmp_path, out) as stream:
        Screen(io.StringIO(), io.StringIO(), live=False, events=stream).show(RUN[0])

    assert capsys.readouterr() == ("", "")
