"""Where words stand in a text."""

from __future__ import annotations

import pytest

from pantstack.syntax.words import Words

TEXT = "a ab a.b b_a ä aä (a)=1 ".encode()


class Counted(bytes):
    """A text that counts how often it is searched."""

    searches = 0

    def find(self, *given: object) -> int:
        """Search it."""
        self.searches += 1
        return super().find(*given)  # type: ignore[arg-type]  # passed on


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("names", "expected"),
    [(["a"], [0, 5, 21]), (["b", "a"], [0, 5, 7, 21]), (["ä"], [13]), (["nothing", ""], []), (["b_a"], [9])],
)
def test_whole_words(names: list[str], expected: list[int], *, many: bool) -> None:
    """Whole words are found, whether the text is searched or an index of it is made."""
    words = Words(TEXT)
    if many:
        words.find(f"other{number}" for number in range(100))
    assert words.find(names) == expected


def test_many_words() -> None:
    """The text is searched for a few words, however many are looked for one after another."""
    text = Counted(b"x1 x2")
    words = Words(text)
    found = [words.find([f"x{number}"]) for number in range(1000)]
    assert (found[:4], text.searches < 100) == ([[], [0], [3], []], True)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("a", (True, True)), ("b", (True, False)), ("ä", (True, False)), ("aa", (False, False)), ("a.b", (False, False))],
)
def test_has(word: str, expected: tuple[bool, bool]) -> None:
    """Whether a word occurs is known, and whether it does with a dot behind it."""
    words = Words(TEXT)
    assert (words.has(word.encode()), words.has(word.encode(), b".")) == expected
