"""A text of which parts are left out."""

from __future__ import annotations

from pantstack.syntax.shortened import without


def test_places() -> None:
    """Of every byte that is left, the place in all of the text is known."""
    text = b"ab\ncd\nef\ngh\nij\n"
    short = without(text, [(3, 8), (10, 14)], b"0")
    original = [short.original(offset, short.data[:offset].count(b"\n")) for offset in range(len(short.data))]
    expected = [(at, text[:at].count(b"\n")) for at in (0, 1, 2, 3, 8, 9, 10, 14)]
    assert (short.data, original) == (b"ab\n0\ng0\n", expected)
