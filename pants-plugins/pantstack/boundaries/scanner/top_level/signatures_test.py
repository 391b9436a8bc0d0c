"""The names in public signatures."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import SignatureReference
from pantstack.boundaries.scanner.scan import scan


def mentioned(source: str) -> set[str]:
    """The names in the public signatures of a source text."""
    return {each.name for each in scan("a.py", source.encode()).signature_references}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(a: A, b: m.B = c, *d: D, e: E = m.e, **g: G) -> H: ...", {"A", "m.B", "c", "D", "E", "m.e", "G", "H"}),
        ("async def f(a: A): ...", {"A"}),
        ("def f(a: dict[str, core.Order] | None): ...", {"dict", "str", "core.Order"}),
        ("def f(a: Optional[List[A]]): ...", {"Optional", "List", "A"}),
        ("def f(a: Callable[[A, B], C]): ...", {"Callable", "A", "B", "C"}),
        ("def f(a: m.List[A].B): ...", {"m.List", "A"}),
        ("def f(a: 'Order', b: list['m.Item']): ...", {"Order", "list", "m.Item"}),
        ("def f(a: 'list[\"A\"]', b: 'A | \\'B\\''): ...", {"list", "A", "B"}),
        ("def f(a: 'no type', b: f'{A}', c: ''): ...", set()),
        ("def f(a: Literal['A', 'B'], b: t.Literal['C']): ...", {"Literal", "t.Literal"}),
        ("def f(a: Annotated['A', 'B', c('D')]): ...", {"Annotated", "A", "c"}),
        ("def f(a='A', b=[B, 'C'], c=d(e, f=g.h)): ...", {"B", "d", "e", "g.h"}),
        ("def f(a=lambda b: c, d=[e for e in g], h=i().j): ...", {"i"}),
        ("def f[T: Bound, *Ts, **P, U = D](a: T, b: list[T], c: P.args, d: U) -> A: ...", {"Bound", "list", "A"}),
        ("class A(B, m.C[D], metaclass=M): ...", {"B", "m.C", "D", "M"}),
        ("class A[T](B[T], C['T']): ...", {"B", "C"}),
        ("class A:\n    a: B\n    c: 'D' = e\n    f = g\n    _h: I", {"B", "D", "g"}),
        ("class A:\n    def m(self, a: B) -> C: ...\n    def _n(self, a: D): ...", {"B", "C"}),
        ("class A:\n    def __init__(self, a: B): ...\n    def __call__(self) -> C: ...", {"B", "C"}),
        ("class A:\n    def __enter__(self) -> B: ...", set()),
        ("class A[T]:\n    @d\n    def m[U](self, a: T, b: U) -> B: ...", {"B"}),
        ("class A:\n    if x:\n        a: B\n    class Inner(C):\n        b: D", {"B"}),
        ("if x:\n    def f(a: A): ...\nelse:\n    @d\n    class B(C): ...", {"A", "C"}),
        ("def _f(a: A): ...\nclass _B(C): ...\n__x: D = E", set()),
        ("def f(a, b=1): return A\n@D\ndef g(): ...", set()),
    ],
)
def test_what_a_signature_mentions(source: str, expected: set[str]) -> None:
    """Annotations, bases and defaults of what is public are read; bodies, literals and type parameters are not."""
    assert mentioned(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x: A", {"x A"}),
        ("x: A = B()", {"x A"}),
        ("x: 'list[m.A]'", {"x list", "x m.A"}),
        ("x: Final = A()", {"x A"}),
        ("x: typing.Final = A()", {"x A"}),
        ("x = A()", {"x A"}),
        ("x = m._A(b)", {"x m._A"}),
        ("x = y = A()", {"x A", "y A"}),
        ("x, y = A(), 1", {"x A"}),
        ("x = A() if b else B()", {"x A", "x B"}),
        ("x = make()\ny = m.make(A)\nz = A\nw = [A]\nv = f(A()).B()", set()),
        ("X = list[A]", {"X < list", "X < A"}),
        ("X = dict[str, 'm.A']", {"X < dict", "X < str", "X < m.A"}),
        ("X = A | m.B | None", {"X < A", "X < m.B"}),
        ("X = 1 + A", set()),
        ("X: TypeAlias = 'm.A'", {"X < m.A"}),
        ("X: t.TypeAlias = A", {"X < A"}),
        ("type X = m.A", {"X < m.A"}),
        ("type X[T] = dict[T, A]", {"X < dict", "X < A"}),
        ("X = NewType('X', A)", {"X < A"}),
        ("X = t.NamedTuple('X', [('A', B), ('c', 'm.D')])", {"X < B", "X < m.D"}),
        ("X = TypedDict('X', {'A': B}, total=c)", {"X < B", "X < c"}),
        ("T = TypeVar('T', bound='m.A')", {"T < m.A"}),
        ("T = TypeVar('T', A, B)", {"T < A", "T < B"}),
        ("_X = list[A]", {"_X < list", "_X < A"}),
        ("if x:\n    X = list[A]", {"X < list", "X < A"}),
        ("def f():\n    X = list[A]\n    y: A", set()),
        ("class C:\n    x = A\n    y = m.A()\n    _z = B()", {"C A", "C m.A"}),
        ("class C:\n    def f(self):\n        self.x: A = b\n        self._y: B\n        self.z = D()", {"C A"}),
        ("class _C:\n    def f(self):\n        self.x: A = b", set()),
        ("def f(self):\n    class C:\n        def g(self):\n            self.x: A", set()),
    ],
)
def test_types_of_variables_and_attributes(source: str, expected: set[str]) -> None:
    """What an alias is made of, what is annotated, and the class of an instance are types of the name."""
    found = scan("a.py", source.encode()).signature_references

    assert {f"{each.symbol} {'< ' if each.alias else ''}{each.name}" for each in found} == expected


def test_places_and_symbols() -> None:
    """A mention says whose signature it is and where the name stands; in a string, where the string does."""
    source = "class Order(Base):\n    item: 'list[m.Item]'\n    def add(self, ä: Item,\n            b: m.Item): ...\n\ndef f() -> A: ..."

    assert scan("a.py", source.encode()).signature_references == (
        SignatureReference("Order", Position(1, 13), "Base"),
        SignatureReference("Order", Position(2, 11), "list"),
        SignatureReference("Order", Position(2, 11), "m.Item"),
        SignatureReference("Order", Position(3, 22), "Item"),
        SignatureReference("Order", Position(4, 16), "m.Item"),
        SignatureReference("f", Position(6, 12), "A"),
    )
