"""Text made fit to print."""

from __future__ import annotations

import pytest

from pantstack_runner.console.text import cut, format_size, printable_name, summarize_pulumi_failure


@pytest.mark.parametrize(
    ("line", "columns", "shown"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "abc"),
        ("a\u0301bcd", 3, "a\u0301bc"),
        ("\u65e5\u672c", 3, "\u65e5"),
        ("x", 0, ""),
    ],
)
def test_cut(line: str, columns: int, shown: str) -> None:
    """A line is cut to columns, not to letters."""
    assert cut(line, columns) == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n code: -9\n stdout: \n stderr: ", "Pulumi was killed (SIGKILL)\nDeploy again; what it left is cleaned up."),
        (
            "\n code: 1\n stdout: x\n stderr: error: saving: write /x: no space left on device\n",
            "saving: write /x: no space left on device\nFree disk space or fix the permissions there, then deploy again.",
        ),
        ("\n code: 1\n stdout: x\n stderr: \nerror: first\n  error: last\n", "last"),
        ("\n code: 1\n stdout: x\n stderr: ", "Pulumi failed"),
    ],
)
def test_last_words(text: str, words: str) -> None:
    """Where no event says why, the end of Pulumi's output does."""
    assert summarize_pulumi_failure(text) == words


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_999, "1000.0 kB"),
        (1_000_000, "1.0 MB"),
        (10**15, "1000.0 TB"),
    ],
)
def test_size(size: int, text: str) -> None:
    """A size has the unit that leaves it below a thousand, as far as there are units."""
    assert format_size(size) == text


def test_printable_name() -> None:
    """A name of a file is shown as it is, or quoted where a terminal would take it for more."""
    assert (printable_name("an \u00e9 name"), printable_name("a\x1b[2J\n")) == ("an \u00e9 name", r"'a\x1b[2J\n'")
