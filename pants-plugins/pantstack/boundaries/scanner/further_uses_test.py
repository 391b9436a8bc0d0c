"""Where names may lead further, by the text alone."""

from __future__ import annotations

import pytest

from pantstack.boundaries.scanner.further_uses import FurtherUses, may_bind
from pantstack.syntax.words import Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x.run(ax.b, x1.c, 'x.d')", [0, 19]),
        ("(x)\\\n  .run", [1]),
        ("(x # one # two\n  # three\n  .run)", [1]),
        ("x\n", []),
        ("f(x, y=x)\n", []),
        ("y = x(1)\n", []),
        ("y = x  # note", [4]),
        ("y = z = x; z = x\n", [8, 15]),
        ("y = (  # note\n  x)", [16]),
        ("if (y := x): ...", [9]),
        ("getattr(getattr(x, 'a'), 'b')", [16]),
        ("patch.object(x, 'a')", [13]),
        ("m.setattr(name='a', target = x)", [29]),
    ],
)
def test_places(text: str, expected: list[int]) -> None:
    """A dot behind a name, another name for it, and functions that read or replace what it has lead further."""
    uses = FurtherUses(text.encode(), Words(text.encode()))
    assert (uses.places("x"), uses.among(["x"])) == (expected, {"x"} if expected else set())


def test_many_names() -> None:
    """The places are the same where an index of all words with a dot is made."""
    text = b".x.y x.z 1.5 (x).x...x ax.b '\xc3\xa4x.y' x.a"
    few, many = FurtherUses(text, Words(text)), FurtherUses(text, Words(text))
    for number in range(100):
        many.dotted(f"x{number}")
    assert (few.dotted("x"), many.dotted("x")) == ([1, 5, 17, 36], [1, 5, 17, 36])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", True),
        ("def x(): ...", True),
        ("class  x[T]: ...", True),
        ("x(1)", False),
        ("x[1] = 2", False),
        ("x.y = 2", False),
        ("y.x = 2", False),
    ],
)
def test_places_that_may_bind(text: str, expected: bool) -> None:  # noqa: FBT001
    """What is called, or has an attribute, or is one, is not bound there."""
    start = text.index("x")
    assert may_bind(text.encode(), start, start + 1) is expected
