"""Types in strings and comments, and strings that are no types."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.scan import scan


def chains(source: str) -> list[str]:
    """What attribute chains of a source text reach."""
    found = scan("acme/a/x.py", f"import acme.b\n{source}".encode(), frozenset({"acme"})).imports
    return [each.module for each in found if each.kind == "attribute"]


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: 'acme.b.c.D'): ...",
        "def f(x: 'acme.b.c.D' = None): ...",
        "def f(*x: 'acme.b.c.D'): ...",
        "def f() -> 'acme.b.c.D': ...",
        "def f[T: 'acme.b.c.D'](): ...",
        "class A:\n    def f(self, x: 'acme.b.c.D'): ...",
        "class A:\n    x: 'acme.b.c.D' = 1",
        "x: 'acme.b.c.D'",
        "x: '''acme.b.c.D'''",
        "x: list['acme.b.c.D']",
        "x: dict[str, list['acme.b.c.D']]",
        "x: 'dict[str, list[acme.b.c.D]]'",
        "x: 'list[\"acme.b.c.D\"]'",
        "x: 'int | acme.b.c.D'",
        "x: int | 'acme.b.c.D'",
        "x: Callable[['acme.b.c.D'], None]",
        "x: Annotated['acme.b.c.D', 'acme.b.e.F']",
        "x: TypeAlias = 'acme.b.c.D'",
        "X = list['acme.b.c.D']",
        "X = t.Union[int, 'acme.b.c.D']",
        "type X = list['acme.b.c.D']",
        "class A(list['acme.b.c.D']): ...",
        "f(Adapter['acme.b.c.D'])",
        "cast('acme.b.c.D', x)",
        "t.cast(typ='acme.b.c.D', val=x)",
        "cast('list[acme.b.c.D]', x)",
        "cast(list['acme.b.c.D'], x)",
        "T = TypeVar('T', bound='acme.b.c.D')",
        "T = TypeVar('T', int, 'acme.b.c.D')",
        "X = NewType('X', 'acme.b.c.D')",
        "X = NamedTuple('X', [('y', 'acme.b.c.D')])",
        "X = TypedDict('X', {'y': 'acme.b.c.D'})",
        "x = []  # type: list[acme.b.c.D]",
        "x = []  # type: acme.b.c.D  # why",
        "def f(x):\n    # type: (acme.b.c.D) -> None\n    return x",
        "def f():\n    x: 'acme.b.c.D' = 1",
    ],
)
def test_types_in_quotes(source: str) -> None:
    """Wherever a type may be written as text, its chain is read as if there were no quotes."""
    assert chains(source) == ["acme.b.c.D"]


@pytest.mark.parametrize(
    "source",
    [
        "x = 'acme.b.c.D'",
        "f('acme.b.c.D')",
        "f(x='acme.b.c.D')",
        "x = y['acme.b.c.D']",
        "x = TABLE['acme.b.c.D']",
        "x: Literal['acme.b.c.D']",
        "x: 'Literal[\"acme.b.c.D\"]'",
        "x: Annotated[int, 'acme.b.c.D']",
        "x: str = 'acme.b.c.D'",
        "def f(x: str = 'acme.b.c.D'): ...",
        "cast(str, 'acme.b.c.D')",
        "TypeVar('acme.b.c.D')",
        "x: 'acme.b.c D'",
        "x: f'{y}acme.b.c.D'",
        "'''See acme.b.c.D.'''",
        "def f(acme, x: 'acme'): ...",
        "# acme.b.c.D",
        "x = 1  # type: ignore[acme.b.c.D]",
        "x = 1  # see type: acme.b.c.D",
        "x: 'acme.b'",
        "x: 'other.b.c'",
    ],
)
def test_no_types(source: str) -> None:
    """Other strings and comments are no types, whatever they look like."""
    assert chains(source) == []


def test_the_place() -> None:
    """A chain is where its string is, from quote to quote."""
    found = scan("acme/a/x.py", b"import acme.b\nx: list['int | acme.b.c.D'] = acme.b.c.E\n").imports[1:]

    assert [(each.position, each.end, each.base) for each in found] == [
        (Position(2, 9), Position(2, 27), "acme.b"),
        (Position(2, 31), Position(2, 41), "acme.b"),
    ]
