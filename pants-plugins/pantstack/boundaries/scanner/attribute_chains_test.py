"""What is reached by attributes of imported names, and what only looks like it."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.scan import scan

B = "from acme import b\n"


def chains(source: str, roots: frozenset[str] | None = None) -> list[tuple[int, int, str, str]]:
    """The attribute chains of a source text as plain tuples: line, column, what is reached, what is imported."""
    return [
        (each.position.line, each.position.column, "." * each.level + each.module, each.base)
        for each in scan("acme/a/x.py", source.encode(), roots).imports
        if each.kind == "attribute"
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import acme.b\nacme.b.internal.db.secret()", [(2, 1, "acme.b.internal.db.secret", "acme.b")]),
        ("import acme.b as b\nb.internal", [(2, 1, "acme.b.internal", "acme.b")]),
        (B + "x = [b.internal.y]", [(2, 6, "acme.b.internal.y", "acme.b")]),
        ("from .. import b\nb.internal.x", [(2, 1, "..b.internal.x", "b")]),
        ("from . import b\nb.internal", [(2, 1, ".b.internal", "b")]),
        ("from ..b import api\napi.db.x", [(2, 1, "..b.api.db.x", "b.api")]),
        ("from acme.b import Order\nOrder.of(1).total", [(2, 1, "acme.b.Order.of", "acme.b.Order")]),
        ("lazy import acme.b\nacme.b.internal", [(2, 1, "acme.b.internal", "acme.b")]),
        ("import acme.b\nacme\nacme.b\nacme.c", [(4, 1, "acme.c", "acme.")]),
    ],
)
def test_every_way_to_import_what_a_chain_starts_from(source: str, expected: list[tuple[int, int, str, str]]) -> None:
    """A chain is known by what its first name was imported as, and shown only where it leads further."""
    assert chains(source) == expected


@pytest.mark.parametrize(
    "use",
    [
        "b.internal.x = 1",
        "b.internal.x += 1",
        "del b.internal.x",
        "for b.internal.x in y: pass",
        "with y as b.internal.x: pass",
        "(b\n .internal  # why\n .x)",
        "b.\\\n internal.x",
        "(b).internal.x",
        "(c := b).internal.x",
        'f"{b.internal.x!r:>3}"',
        'f"{y:{b.internal.x}}"',
        't"{b.internal.x}"',
        "@b.internal.x\ndef f(): ...",
        "@b.internal.x(1)\nclass A: ...",
        "class A(b.internal.x): ...",
        "class A(metaclass=b.internal.x): ...",
        "class A:\n    y: b.internal.x = 1",
        "def f(y=b.internal.x): ...",
        "def f(b=b.internal.x): ...",
        "def f(y: b.internal.x): ...",
        "def f(y: list[b.internal.x]): ...",
        "def f() -> b.internal.x: ...",
        "def f[T: b.internal.x](): ...",
        "def f[T = b.internal.x](): ...",
        "type A = b.internal.x",
        "lambda y=b.internal.x: y",
        "lambda b=b.internal.x: y",
        "lambda: b.internal.x",
        "[b.internal.x for y in z]",
        "[y for b in b.internal.x]",
        "{y: z for y in w for z in b.internal.x}",
        "try: pass\nexcept b.internal.x as e: pass",
        "try: pass\nexcept y, b.internal.x, z: pass",
        "match y:\n    case b.internal.x: pass",
        "match y:\n    case b.internal.x(z): pass",
        "match y:\n    case A(z=b.internal.x): pass",
        "async def f():\n    async with b.internal.x as y: await y",
        "def f():\n    global b\n    b.internal.x",
        "f(*b.internal.x, **y)",
        "f(b=b.internal.x)",
        "b.internal.x[0].y",
        "b.internal.x().y",
        'getattr(b, "internal").x',
        "getattr(b.internal, 'x', None)",
        "getattr(getattr(b, 'inter' 'nal'), 'x')",
        "not b.internal.x",
        "class A:\n    b = 1\n    def f(self): b.internal.x",
        "class A:\n    b = 1\n    c = [b.internal.x for y in z]",
        "def f():\n    return b.internal.x\n    def g(b): ...",
        "def f(b):\n    def g():\n        global b\n        b.internal.x",
        "def f[b](): ...\nb.internal.x",
        "if y:\n    f(\nb.internal.\nx)\n    z = 1",
        "if y:\n    f(  # why\n'äääääää' +  # why\n b.internal.x)",
        "x.b.y = {b.internal.x: y.b.z}",
    ],
)
def test_every_place_of_a_chain(use: str) -> None:
    """A chain is found wherever Python evaluates it, once, and as long as it is."""
    assert {(each[2], each[3]) for each in chains(B + use)} == {("acme.b.internal.x", "acme.b")}
    assert len(chains(B + use)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def f(b): b.x",
        "def f(*b): b.x",
        "def f(**b): b.x",
        "def f(y, b=1): b.x",
        "def f(b: int): b.x",
        "def f(*b: int): b.x",
        "def f(b: int = 1): b.x",
        "def f(y, /, b, *, z): b.x",
        "def f():\n    b = y\n    b.x",
        "def f():\n    b.x\n    b = y",
        "def f():\n    b += y\n    b.x",
        "def f():\n    b: int = y\n    b.x",
        "def f():\n    c, (b, *d) = y\n    b.x",
        "def f():\n    *b, c = y\n    b.x",
        "def f():\n    [b, c] = y\n    b.x",
        "def f():\n    for b in y: b.x",
        "def f():\n    for c, b in y: b.x",
        "def f():\n    with y as b: b.x",
        "def f():\n    with y as (c, b): b.x",
        "def f():\n    try: pass\n    except E as b: b.x",
        "def f():\n    if (b := y): b.x",
        "def f():\n    [b := y for z in w]\n    b.x",
        "def f():\n    match y:\n        case b: b.x",
        "def f():\n    match y:\n        case [*b]: b.x",
        "def f():\n    match y:\n        case {'k': b}: b.x",
        "def f():\n    match y:\n        case A(z=b): b.x",
        "def f():\n    match y:\n        case A() as b: b.x",
        "def f():\n    def b(): ...\n    b.x",
        "def f():\n    class b: ...\n    b.x",
        "def f():\n    b = y\n    def g(): b.x",
        "def f():\n    b = y\n    def g():\n        nonlocal b\n        b.x",
        "def f():\n    import z as q\n    def g():\n        nonlocal b\n        b = y\n    b = None\n    b.x",
        "def f():\n    b = y\n    class A: b.x",
        "def f[b](y: b.x): b.x",
        "def f[*b](): b.x",
        "def f[b: int](): b.x",
        "class A[b](b.x): ...",
        "class A:\n    b = y\n    b.x",
        "class A:\n    b = y\n    [z for z in b.x]",
        "lambda b: b.x",
        "lambda *b, **c: b.x",
        "[b.x for b in y]",
        "[b.x for b, c in y]",
        "{z for b in y for z in b.x}",
        "(b.x for b in y)",
        "{b.x: 1 for b in y if b.z}",
        "def f():\n    c = z\n    c = b\n    c.x",
        "def f():\n    global b\n    b = y\nb.x",
        "b = y\nb.x",
        "b, c = y\nb.x",
        "def f(b):\n    (1 +\n2)\n    b.x",
        "def f(b):\n    ('äääää' +  # why\n2)\n    b.x",
        "for b in y: b.x",
        "type b = int\nb.x",
        "y.b.x",
        "f(b=1).x",
        "'b.x'",
        "# b.x",
        "from x import b.y",
        "bb.x; ab.x; äb.x; bä.x",
        "getattr(y, 'b').x",
    ],
)
def test_what_hides_an_imported_name(source: str) -> None:
    """A name that anything else binds where it is used proves nothing, and a text is no name."""
    assert chains(B + source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("c = b\nc.internal", {"acme.b.internal"}),
        ("c = d = b\nd.internal", {"acme.b.internal"}),
        ("c: object = b\nc.internal", {"acme.b.internal"}),
        ("c = (b)\nd = c\nd.internal", {"acme.b.internal"}),
        ("c = getattr(b, 'internal')\nc.x", {"acme.b.internal", "acme.b.internal.x"}),
        ("d = b.internal\nd.db.x", {"acme.b.internal", "acme.b.internal.db.x"}),
        ("(c := b)\nc.internal", {"acme.b.internal"}),
        ("def f():\n    c = b\n    return lambda: c.internal", {"acme.b.internal"}),
        ("c = None\nc = b\nc.internal", {"acme.b.internal"}),
        ("c = b\ndel c\nc.internal", {"acme.b.internal"}),
        ("c = b()\nc.internal", set()),
        ("c = b[0]\nc.internal", set()),
        ("c, d = b, b\nc.internal", set()),
        ("c = c\nc.internal", set()),
        ("c = d\nd = c\nc.internal", set()),
        ("c = b\nc = c.next\nc.internal", {"acme.b.next", "acme.b.internal"}),
        ("class A:\n    c = b\nc.internal", set()),
        ("def test(mocker):\n    c = mocker.patch\n    c.dict", set()),
    ],
)
def test_aliases(source: str, expected: set[str]) -> None:
    """A name that an imported name is given to stands for the same."""
    assert {each[2] for each in chains(B + source)} == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import acme.b\nimport acme.c\nacme.b.x", [(3, 1, "acme.b.x", "acme.b")]),
        ("import acme.b\nimport acme.b.c.d\nacme.b.c.x", [(3, 1, "acme.b.c.x", "acme.b")]),
        ("import acme.b.c\nimport acme.d\nacme.b.x", [(3, 1, "acme.b.x", "acme.b.")]),
        ("try:\n import acme.b as b\nexcept ImportError:\n b = None\nb.x", [(5, 1, "acme.b.x", "acme.b")]),
        (
            "try:\n from fast import b\nexcept ImportError:\n from acme import b\nb.x",
            [(5, 1, "fast.b.x", "fast.b"), (5, 1, "acme.b.x", "acme.b")],
        ),
        ("try:\n from acme import b\nexcept ImportError:\n def b(): ...\nb.x", []),
        (B + "def f():\n    from other import b\n    b.x", [(4, 5, "other.b.x", "other.b")]),
        ("def f():\n    import acme.b\nacme.b.x", []),
        ("def f():\n    global b\n    import acme.b as b\nb.x", [(4, 1, "acme.b.x", "acme.b")]),
        ("class A:\n    import acme.b\n    acme.b.x\n    def f(self): acme.b.y", [(3, 5, "acme.b.x", "acme.b")]),
        ("from acme import *\nb.x", []),
    ],
)
def test_names_that_are_imported_more_than_once(source: str, expected: list[tuple[int, int, str, str]]) -> None:
    """The import that explains a chain best is its base; each thing that it may be is reported once."""
    assert chains(source) == expected


def test_roots() -> None:
    """Only what may lie in a declared module is looked for; every import statement is listed all the same."""
    source = "import acme.b, numpy.core\nfrom . import c\nacme.b.x\nnumpy.core.x\nc.x\n"
    found = scan("acme/a/x.py", source.encode(), frozenset({"acme"}))

    assert [(each.kind, each.module) for each in found.imports] == [
        ("import", "acme.b"),
        ("import", "numpy.core"),
        ("import", ""),
        ("attribute", "acme.b.x"),
        ("attribute", "c.x"),
    ]


def test_the_place_of_a_chain() -> None:
    """A chain goes from its first name to just past the last one, columns counted in characters."""
    source = "from acme import b\n'ä', getattr(b.c,\n  'd').e()\n"
    site = scan("acme/a/x.py", source.encode()).imports[-1]

    assert (site.module, site.position, site.end) == ("acme.b.c.d.e", Position(2, 14), Position(3, 9))
