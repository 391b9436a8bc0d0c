"""The top level of a file: what it binds, and what it exports."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import Binding
from pantstack.boundaries.scanner.scan import scan


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("__all__ = ['b', 'a']\ndef c(): ...", ("a", "b")),
        ("__all__ = ('a',)\n__all__ += ['b']", ("a", "b")),
        ("__all__: list[str] = ['a']\nb = 1", ("a",)),
        ("__all__ = []\nb = 1", ()),
        ("__all__ = ['_a']\nb = 1", ("_a",)),
        ("__all__ = ['_a', *x]\nb = _c = 1", ("_a", "b")),
        ("from .x import A, B as C, _d\nimport e.f", ("A", "C", "e")),
        ("def f(): ...\n@d\nclass G: ...\nasync def h(): ...\n_i = j = 1\nk: int = 2", ("G", "f", "h", "j", "k")),
        ("if x:\n    def a(): ...\nelse:\n    a = None\ntry:\n    b = 1\nexcept E:\n    b = 2", ("a", "b")),
        ("from __future__ import annotations", ()),
    ],
)
def test_offered_names(source: str, expected: tuple[str, ...]) -> None:
    """`__all__` decides; without it, names that do not start with an underscore."""
    assert scan("a.py", source.encode()).public_names == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("__all__ = ['b', 'a', 'b']", ("b", "a")),
        ("__all__ = 'a', 'b'", ("a", "b")),
        ("__all__ = ('a' 'b', r'c',)  # d", ("ab", "c")),
        ("__all__ = [\n    'a',  # why\n    'b',\n]", ("a", "b")),
        ("__all__ = (['a'] + ['b']) + ('c',)", ("a", "b", "c")),
        ("__all__ = ['a']\n__all__ += ('b',)\n__all__.extend(['c'])\n__all__.append('d')", ("a", "b", "c", "d")),
        ("__all__ = ['a']\nif x:\n    __all__ += ['b']\nelse:\n    __all__.append('c')", ("a", "b", "c")),
        ("if x:\n    __all__ = ['a']\nelse:\n    __all__ = ['b']", ("a", "b")),
        ("__all__ = names = ['a']", ("a",)),
        ("names = __all__ = ['a']", ("a",)),
        ("__all__: Final = ['a']", ("a",)),
        ("__all__ = ['a']\n__all__.sort()\nprint(__all__[0], __all__)\nfor x in __all__: ...", ("a",)),
        ("__all__ = ['a']\ndef __dir__(): return sorted(__all__)", ("a",)),
        ("__all__ = ['a']\ndef f():\n    __all__ = ['b']\nclass A:\n    __all__ = ['c']", ("a",)),
        ("__all__ = ['a']\nother.__all__ = ['b']\n'__all__'  # __all__ += ['c']", ("a",)),
        ("__all__ = ()", ()),
        ("a = 1", None),
        ("__all__: list[str]", None),
        ("x = __all__", None),
        ("__all__ = ['a', b]", None),
        ("__all__ = ['a', *b]", None),
        ("__all__ = ['a', f'{b}']", None),
        ("__all__ = ['a'] + b.__all__", None),
        ("__all__ = ['a']\n__all__ += b.__all__", None),
        ("__all__ = ['a']\n__all__.extend(b)", None),
        ("__all__ = ['a']\n__all__.append(b)", None),
        ("__all__ = ['a']\n__all__.remove('a')", None),
        ("__all__ = ['a']\n__all__[:] = b", None),
        ("__all__ = ['a']\ndel __all__[0]", None),
        ("__all__ = ['a']\ndef public(f): __all__.append(f.__name__)", None),
        ("__all__ = ['a']\ndef f():\n    global __all__\n    __all__ = []", None),
        ("from b import __all__\n__all__ += ['a']", None),
        ("__all__ = [x for x in y]", None),
        ("__all__ = sorted(['a'])", None),
        ("__all__ = 'a'", None),
        ("__all__, b = ['a'], 1", None),
    ],
)
def test_what_is_declared(source: str, expected: Optional[tuple[str, ...]]) -> None:
    """`__all__` is read as written, or not at all where a part of it is known only when the code runs."""
    assert scan("a.py", source.encode()).dunder_all == expected


def imported(name: str, position: Position, module: str, level: int, source: Optional[str]) -> Binding:
    """A name that an import binds."""
    return Binding(name, position, "import", module, level, source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a.b", [imported("a", Position(1, 8), "a.b", 0, None)]),
        ("import a.b as c", [imported("c", Position(1, 15), "a.b", 0, None)]),
        ("from a import b", [imported("b", Position(1, 15), "a", 0, "b")]),
        ("from ..a import b as c", [imported("c", Position(1, 22), "a", 2, "b")]),
        ("from . import b", [imported("b", Position(1, 15), "", 1, "b")]),
        ("from a import *", []),
        ("import __future__", [imported("__future__", Position(1, 8), "__future__", 0, None)]),
        (
            "try:\n import a\nexcept E:\n a = None",
            [imported("a", Position(2, 9), "a", 0, None), Binding("a", Position(4, 2))],
        ),
        ("class A:\n    import a\n    b = 1\n    def c(self): ...", [Binding("A", Position(1, 7), "class")]),
        ("def f():\n    import a\n    b = 1", [Binding("f", Position(1, 5), "function")]),
        ("def f():\n    global a\n    import a", [Binding("f", Position(1, 5), "function")]),
        ("@d\nasync def f(): ...", [Binding("f", Position(2, 11), "function")]),
    ],
)
def test_bindings_of_imports_and_definitions(source: str, expected: list[Binding]) -> None:
    """Each place that binds a name at the top level is listed, in order, and says where the name is from."""
    assert list(scan("a.py", source.encode()).bindings) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = b = 1", ["a", "b"]),
        ("a, (b, *c) = [d, e] = x", ["a", "b", "c", "d", "e"]),
        ("a.b = c[0] = 1", []),
        ("a += 1", []),
        ("a: int\nb: int = 1", ["a", "b"]),
        ("for a, b in x:\n    c = 1\nelse:\n    d = 1", ["a", "b", "c", "d"]),
        ("with x as a, y as (b, c):\n    d = 1", ["a", "b", "c", "d"]),
        ("with (x as a, y): b = 1", ["a", "b"]),
        ("while x:\n    a = 1", ["a"]),
        ("try: a = 1\nexcept E as e: b = 1\nelse: c = 1\nfinally: d = 1", ["a", "b", "c", "d"]),
        ("match x:\n    case y: a = 1", ["a"]),
        ("if (a := x): b = (c := 1)", ["a", "b", "c"]),
        ("[a := x for x in (b := y)]", ["a", "b"]),
        ("def f(): (a := 1)\nlambda: (b := 1)", ["f"]),
        ("type A = int\ntype B[T] = T", ["A", "B"]),
        ("print(a)\nf(b=1)\ndel c\nglobal d", []),
        ("a = 1; a = 2", ["a", "a"]),
    ],
)
def test_bindings_of_values(source: str, expected: list[str]) -> None:
    """Every statement that gives a name a value counts, in blocks that run on import, too."""
    assert [each.name for each in scan("a.py", source.encode()).bindings] == expected
