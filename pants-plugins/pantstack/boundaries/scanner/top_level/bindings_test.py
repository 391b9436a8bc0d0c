"""The top level of a file: what it binds, and what it exports."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import Binding
from pantstack.boundaries.scanner.scan import scan
from pantstack.boundaries.scanner.top_level.bindings import lasting


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
        ("import a.b as a", [Binding("a", Position(1, 15), "loaded", "a.b")]),
        ("from a import b", [imported("b", Position(1, 15), "a", 0, "b")]),
        ("from ..a import b as c", [imported("c", Position(1, 22), "a", 2, "b")]),
        ("from . import b", [imported("b", Position(1, 15), "", 1, "b")]),
        ("from a import *", []),
        ("import __future__", [imported("__future__", Position(1, 8), "__future__", 0, None)]),
        (
            "try:\n import a\nexcept E:\n a = None",
            [
                replace(imported("a", Position(2, 9), "a", 0, None), when="perhaps"),
                Binding("a", Position(4, 2), when="perhaps"),
            ],
        ),
        ("class A:\n    import a\n    b = 1\n    def c(self): ...", [Binding("A", Position(1, 7), "class")]),
        ("def f():\n    import a\n    b = 1", [Binding("f", Position(1, 5), "function")]),
        (
            "def f():\n    global a\n    import a",
            [
                Binding("f", Position(1, 5), "function"),
                replace(imported("a", Position(3, 12), "a", 0, None), when="later"),
            ],
        ),
        ("@d\nasync def f(): ...", [Binding("f", Position(2, 11), "function", decorated=True)]),
        ("@a.dataclass(frozen=True)\nclass A: ...", [Binding("A", Position(2, 7), "class")]),
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
        ("a += 1", ["a"]),
        ("a: int\nb: int = 1", ["a", "b"]),
        ("for a, b in x:\n    c = 1\nelse:\n    d = 1", ["a", "b", "c", "d"]),
        ("with x as a, y as (b, c):\n    d = 1", ["a", "b", "c", "d"]),
        ("with (x as a, y): b = 1", ["a", "b"]),
        ("while x:\n    a = 1", ["a"]),
        ("try: a = 1\nexcept E as e: b = 1\nelse: c = 1\nfinally: d = 1", ["a", "del e", "b", "c", "d"]),
        ("match x:\n    case y: a = 1", ["y", "a"]),
        ("match x:\n    case A(y, z=b.c) | [*v, {1: w}]: a = 1", ["y", "v", "w", "a"]),
        ("match x:\n    case b.c | A() as y: a = 1", ["y", "a"]),
        ("if (a := x): b = (c := 1)", ["a", "b", "c"]),
        ("[a := x for x in (b := y)]", ["a", "b"]),
        ("def f(): (a := 1)\nlambda: (b := 1)", ["f"]),
        ("type A = int\ntype B[T] = T", ["A", "B"]),
        ("print(a)\nf(b=1)\nglobal d", []),
        ("del a, (b, c.d)", ["del a", "del b"]),
        ("def f():\n    global a, b\n    a = 1\n    del b\n    c = 1\ndef g(a): a = 2", ["f", "a", "del b", "g"]),
        ("globals()['a'] = 1", ["a"]),
        ("globals()[f'{a}'] = 1\nvars().update(b)\nsys.modules[__name__] = c", ["*", "*", "*"]),
        ("globals()['a']\nglobals()['b'].c = 1\nprint(globals().keys())", []),
        ("a = 1; a = 2", ["a", "a"]),
    ],
)
def test_bindings_of_values(source: str, expected: list[str]) -> None:
    """Every statement that gives a name a value counts, in blocks that run on import, too."""
    found = scan("a.py", source.encode()).bindings

    assert [f"del {each.name}" if each.kind == "deleted" else each.name for each in found] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = b", ["b"]),
        ("a = b.c.d", ["b.c.d"]),
        ("a: T = b", ["b"]),
        ("a = x = (b.c)", ["b.c"]),
        ("a, x = b, c", ["b"]),
        ("[x, (a, y)] = c, [b, d]", ["b"]),
        ("x, *y, a = c, d, e, b", ["b"]),
        ("x, *a = b, c", []),
        ("a, x = *b, c", []),
        ("a, x = b", []),
        ("print(a := b)", ["b"]),
        ("a = (x := b.c)", ["b.c"]),
        ("a = b if x else c.d", ["b", "c.d"]),
        ("a = b or c or None", ["b", "c"]),
        ("a = cast(T, b)", ["b"]),
        ("a = typing.cast('T', b.c)", ["b.c"]),
        ("a = getattr(b, 'c')", ["b.c"]),
        ("for a in (b, c): ...", ["b", "c"]),
        ("for a, x in [(b, 1), (c, 2)]: ...", ["b", "c"]),
        ("for a in b: ...", []),
        ("with b as a: ...", []),
        ("a = f(b)", []),
        ("a = b[c]", []),
        ("a = b()", []),
        ("a = lambda: b", []),
        ("a += b", []),
        ("from importlib import import_module\na = import_module('b.c')", ["import b.c"]),
        ("import importlib\na = importlib.import_module('.b', __package__).c", ["import .b: c"]),
        ("a = __import__('b.c')", ["import b"]),
        ("globals()['a'] = b", ["b"]),
        ("(a) = b", ["b"]),
        ("(a,) = b", []),
        ("import sys\na = sys.modules['b.c'].d", ["import b.c: d"]),
        ("import sys\na = sys.modules[b]", []),
        ("def f():\n    global a\n    a = b", ["b"]),
    ],
)
def test_what_a_name_is_assigned(source: str, expected: list[str]) -> None:
    """What is given to a name as it is, by whatever assignment, is read; what is computed is not."""
    found = [each for each in scan("x.py", source.encode()).bindings if each.name == "a"]
    loaded = [f"import {'.' * each.level}{each.module}" + (f": {each.source}" if each.source else "") for each in found]

    assert [
        text if each.kind == "loaded" else each.module
        for each, text in zip(found, loaded)
        if each.kind in ("alias", "loaded")
    ] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from x import a\na = 1", [2]),
        ("from x import a\na: int", [1, 2]),
        ("from x import a\nif y: a = 1", [1, 2]),
        ("if y: a = 1\nfrom x import a", [2]),
        ("from x import a\ndel a", []),
        ("from x import a\nif y: del a", [1]),
        ("def f():\n    global a\n    a = 2\na = 1", [3, 4]),
        ("a = b if x else c", [1, 1]),
        ("try:\n    from x import a\nexcept E:\n    class a: ...", [2, 4]),
    ],
)
def test_which_bindings_last(source: str, expected: list[int]) -> None:
    """What always runs replaces all before it; blocks and functions add to it."""
    bound = [each for each in scan("x.py", source.encode()).bindings if each.name == "a"]

    assert [each.position.line for each in lasting(bound)] == expected
    assert scan("x.py", source.encode()).public_names.count("a") == (1 if expected else 0)
