"""Diffs of long texts are those that the standard library makes of all of their lines."""

from __future__ import annotations

import difflib

import pytest

from pantstack.text.diffs import unified

LINES = tuple(f"line {number}\n" for number in range(300))


@pytest.mark.parametrize("changed", [(0,), (1, 298), (150,), (150, 152, 170), (299,), tuple(range(300)), ()])
def test_as_of_all_lines(changed: tuple[int, ...]) -> None:
    """Lines that go, come or change are shown with their numbers, wherever they are."""
    fewer = [line for at, line in enumerate(LINES) if at not in changed]
    more = [f"{'new' if at in changed else ''}\n{line}".lstrip("\n") for at, line in enumerate(LINES)]
    other = ["@@ -1 +1 @@\n" if at in changed else line for at, line in enumerate(LINES)]
    texts = [("".join(LINES), "".join(new)) for new in (fewer, more, other)]

    expected = [
        "".join(difflib.unified_diff(one.splitlines(keepends=True), two.splitlines(keepends=True), "a/x", "b/x"))
        for before, after in texts
        for one, two in ((before, after), (after, before))
    ]
    assert [unified("x", *pair) for before, after in texts for pair in ((before, after), (after, before))] == expected


def test_ends() -> None:
    """A new file, an empty one and a last line without an end are what git makes of them."""
    assert unified("x", None, "a\n") == "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n"
    assert unified("x", "a\n", "") == "--- a/x\n+++ b/x\n@@ -1 +0,0 @@\n-a\n"
    assert unified("x", "a\nb", "a\nb\n") == (
        "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"
    )
