"""A deploy on a real terminal, and what that shows in the end; a terminal emulator reads all that is written."""

from __future__ import annotations

import re

import pytest
from terminals import Terminal
from toys import Toy, until, without_ports


def start(toy: Toy, columns: int, *modules: str, **variables: str) -> Terminal:
    """Start a deploy of toys on a terminal."""
    return Terminal.start((str(toy.runner), str(toy.plan("up", modules, {}))), toy.root, variables, columns)


def wrapped(lines: list[str], columns: int) -> list[str]:
    """Lines as a terminal breaks them."""
    return [line[start : start + columns].rstrip() for line in lines for start in range(0, len(line), columns)]


def alive(rows: list[str]) -> list[str]:
    """The lines of modules at work, without what changes with time."""
    found = (re.sub(r"^[-\\|/] (\w+ +)\d+ s", r"* \g<1>N s", row) for row in rows)
    return [row for row in found if row.startswith("* ")]


@pytest.mark.parametrize("columns", [80, 20])
def test_two_modules(toy: Toy, columns: int) -> None:
    """While two modules are at work each has a line below all others, cut to the terminal; in the end none is left."""
    for name in "ac":
        toy.hold(name)
    terminal = start(toy, columns, "a", "c", NO_COLOR="1")
    living = alive([f"- {name}    0 s  create {name}-service"[: columns - 1].rstrip() for name in "ac"])
    steps = [f"{name}  create {name}-{what}" for name in "ac" for what in ("port", "service")]
    # A service may start before Pulumi tells of it, and a narrow line at work does not tell one step from the next.
    terminal.until(lambda rows: sorted(rows[:-2]) == steps and alive(rows[-2:]) == living, "two living lines")
    until(lambda: toy.is_starting("a") and toy.is_starting("c"), "two starting services")
    terminal.press(b"some keys")
    for name in "ac":
        toy.release(name)

    assert terminal.end() == 0
    rows = terminal.rows()
    assert sorted(rows[:4]) == steps
    ends = {name: f"{name}  up  {toy.url(name)}" for name in "ac"}
    assert rows[4:] in [wrapped([ends[one], ends[other]], columns) for one, other in ("ac", "ca")]
    assert not terminal.screen.cursor.hidden
    assert re.findall(rb"\x1b\[[\d;]*m", terminal.written) == []
    toy.run("destroy", "a", "c").ok()


def test_interrupted_on_a_terminal(toy: Toy) -> None:
    """Ctrl-C leaves a clean screen: what happened, no line at work, the cursor shown at the beginning of a line."""
    toy.hold("a")
    terminal = start(toy, 80, "a", "b")
    terminal.until(lambda rows: alive(rows) == ["* a    N s  create a-service"] and toy.is_starting("a"), "a at work")

    terminal.press(b"\x03")

    assert terminal.end() == 1
    rows = terminal.rows()
    assert rows[:5] == [
        "a  create a-port",
        "a  create a-service",
        "a  cancels",
        "b  skipped  interrupted",
        "a  failed  a-service: a was not healthy yet when the deploy was cancelled.",
    ]
    assert alive(rows) == []
    assert not [row for row in rows if "^C" in row]
    assert (terminal.screen.cursor.hidden, terminal.screen.cursor.x) == (False, 0)


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"CI": "true"}], ids=["dumb", "CI"])
def test_a_terminal_that_cannot_draw(toy: Toy, variables: dict[str, str]) -> None:
    """Where nothing can be drawn anew there are plain lines, without a single command to the terminal."""
    terminal = start(toy, 80, "a", **variables)

    assert terminal.end() == 0
    assert b"\x1b" not in terminal.written
    assert without_ports(terminal.written.decode().replace("\r\n", "\n")) == (
        "a  create a-port\na  create a-service\na  up  http://URL\n"
    )
    toy.run("destroy", "a").ok()
