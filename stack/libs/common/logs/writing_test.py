"""When lines reach standard output."""

import asyncio
import io
import sys

import pytest

from .writing import write_line, write_soon


class Stream(io.StringIO):
    """Notes what is written in one piece."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.pieces: list[str] = []

    def write(self, text: str) -> int:
        """Note it."""
        self.pieces.append(text)
        return len(text)


def replace(monkeypatch: pytest.MonkeyPatch) -> Stream:
    """Make standard output what a process has that nobody has given another one; within a test, as pytest has its own."""
    stream = Stream()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "__stdout__", stream)
    return stream


@pytest.mark.asyncio
async def test_lines_of_one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of requests that end together are written together, in the next turn of the event loop."""
    stream = replace(monkeypatch)
    write_soon("a")
    write_soon("b")
    before = list(stream.pieces)
    await asyncio.sleep(0)
    write_soon("c")
    await asyncio.sleep(0)

    assert (before, stream.pieces) == ([], ["a\nb\n", "c\n"])


@pytest.mark.asyncio
async def test_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is written at once comes after those that wait."""
    stream = replace(monkeypatch)
    write_soon("a")
    write_line("b")
    await asyncio.sleep(0)

    assert stream.pieces == ["a\nb\n"]


@pytest.mark.asyncio
async def test_pieces_of_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """No piece is longer than a pipe takes at once, unless one line is."""
    stream = replace(monkeypatch)
    for _ in range(3):
        write_soon("x" * 1_999)
    write_soon("y" * 5_000)
    await asyncio.sleep(0)

    assert [len(piece) for piece in stream.pieces] == [4_000, 2_000, 5_001]


def test_without_an_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is written at once."""
    stream = replace(monkeypatch)
    write_soon("a")

    assert stream.pieces == ["a\n"]


def test_an_event_loop_that_ended_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lines are written with those of the next one."""
    stream = replace(monkeypatch)
    ended = asyncio.new_event_loop()
    ended.call_soon(ended.stop)
    ended.call_soon(write_soon, "a")
    ended.run_forever()
    ended.close()

    async def write() -> None:
        write_soon("b")

    asyncio.run(write())
    assert stream.pieces == ["a\nb\n"]


@pytest.mark.asyncio
async def test_replaced_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has replaced standard output has each line at once."""
    stream = replace(monkeypatch)
    other = Stream()
    monkeypatch.setattr(sys, "stdout", other)
    write_soon("a")

    assert (other.pieces, stream.pieces) == (["a\n"], [])


@pytest.mark.asyncio
async def test_an_encoding_that_lacks_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that cannot be written as they are have escapes instead."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "__stdout__", stream)
    write_soon('{"a":"ä"}')
    write_soon('{"a":"b"}')
    await asyncio.sleep(0)

    stream.seek(0)
    assert stream.read() == '{"a": "\\u00e4"}\n{"a": "b"}\n'
