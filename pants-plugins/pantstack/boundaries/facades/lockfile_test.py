"""The file of a lock."""

from __future__ import annotations

import pytest

from pantstack.boundaries.facades.lockfile import Lock, dump, parse

NAMES = {"b": 'def () -> Literal["ä"]', "a.c": "attribute: int", "a": "class"}
TEXT = """{
  "version": 1,
  "names": {
    "a": "class",
    "a.c": "attribute: int",
    "b": "def () -> Literal[\\"ä\\"]"
  }
}
"""


def test_what_is_written_is_read() -> None:
    """A lock has one line for each name, sorted, whatever order they come in, and reading gives them back."""
    assert dump(NAMES) == TEXT
    assert parse(TEXT) == Lock(NAMES, {"a": 4, "a.c": 5, "b": 6})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<<<<<<< HEAD\n", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it has no names with their signatures"),
        ('{"version": 1, "names": {"a": 1}}', "it has no names with their signatures"),
        ('{"version": 2, "names": {}}', "its version is 2, and this Pantstack reads 1"),
        ('{"version": 1, "names": {"a": "class", "a": "class"}}', "`a` is in it twice"),
    ],
)
def test_what_is_no_lock(text: str, problem: str) -> None:
    """Whatever is in the file, it is a lock or has a problem that can be named."""
    assert parse(text) == Lock(problem=problem)
