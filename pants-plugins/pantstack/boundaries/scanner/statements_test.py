"""Import statements become sites."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.scan import scan


def sites(source: str) -> list[tuple[int, int, int, str, object]]:
    """The import statements of a source text as plain tuples: line, column, level, module, name."""
    return [
        (each.position.line, each.position.column, each.level, each.module, each.name)
        for each in scan("a.py", source.encode()).imports
        if each.kind == "import"
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a", [(1, 8, 0, "a", None)]),
        ("import a.b.c as d, e", [(1, 8, 0, "a.b.c", None), (1, 20, 0, "e", None)]),
        ("from a import b", [(1, 15, 0, "a", "b")]),
        ("from a import b as c", [(1, 15, 0, "a", "b")]),
        ("from a import *", [(1, 15, 0, "a", "*")]),
        ("from . import b", [(1, 15, 1, "", "b")]),
        ("from ...a.b import c", [(1, 20, 3, "a.b", "c")]),
        ("from . . a import c", [(1, 19, 2, "a", "c")]),
        ("from .... import c", [(1, 18, 4, "", "c")]),
        ("from a import (\n    b,\n    c as d,\n)", [(2, 5, 0, "a", "b"), (3, 5, 0, "a", "c")]),
        ("from a import (  # one\n    b,  # two\n)", [(2, 5, 0, "a", "b")]),
        ("from a import b, \\\n    c", [(1, 15, 0, "a", "b"), (2, 5, 0, "a", "c")]),
        ("from .\\\n. import b", [(2, 10, 2, "", "b")]),
        ("import a . b", [(1, 8, 0, "a.b", None)]),
        ("import a.\\\n  b", [(1, 8, 0, "a.b", None)]),
        ("def f():\n    import a", [(2, 12, 0, "a", None)]),
        ("def f():\n\timport a", [(2, 9, 0, "a", None)]),
        ("\fimport a", [(1, 9, 0, "a", None)]),
        ("if TYPE_CHECKING:\n    from a import b", [(2, 19, 0, "a", "b")]),
        ("try:\n    import a\nexcept ImportError:\n    import b", [(2, 12, 0, "a", None), (4, 12, 0, "b", None)]),
        ("x = 'ä'; import a", [(1, 17, 0, "a", None)]),
        ("x = '😀'; import a", [(1, 17, 0, "a", None)]),
        ("import a; import b", [(1, 8, 0, "a", None), (1, 18, 0, "b", None)]),
        ("import a\r\nimport b\r\n", [(1, 8, 0, "a", None), (2, 8, 0, "b", None)]),
        ("import a\rimport b\r", [(1, 8, 0, "a", None), (2, 8, 0, "b", None)]),
        ("lazy import a", [(1, 13, 0, "a", None)]),
        ("lazy from a import b", [(1, 20, 0, "a", "b")]),
        ("if x:\n    lazy import a\n    y = 1", [(2, 17, 0, "a", None)]),
        ("if x: lazy import a; lazy import b", [(1, 19, 0, "a", None), (1, 34, 0, "b", None)]),
        ("class A:\n    async def f(self):\n        match 1:\n            case _: import a", [(4, 28, 0, "a", None)]),
        ("import ﬁle", [(1, 8, 0, "file", None)]),
        ('"""import a"""\n# import b\nx = "import c"\nreimport = important = a.imports', []),
        ("from __future__ import annotations", [(1, 24, 0, "__future__", "annotations")]),
    ],
)
def test_every_way_to_import(source: str, expected: list[tuple[int, int, int, str, object]]) -> None:
    """An import is found however it is written, at the place of the imported name."""
    assert sites(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a.b", [("a", 11)]),
        ("import a.b as c, d", [("c", 11), ("d", 19)]),
        ("from a import b, c as d", [("b", 16), ("d", 19)]),
        ("from . import b", [("b", 16)]),
        ("from a import *", [(None, 16)]),
    ],
)
def test_what_an_import_binds(source: str, expected: list[tuple[object, int]]) -> None:
    """A site knows the name that it binds, and the column just past what it imports."""
    found = scan("a.py", source.encode()).imports

    assert [(each.bound, each.end and each.end.column) for each in found] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n import a\nimport b", {"a"}),
        ("from typing import TYPE_CHECKING as T\nif T:\n import a\nelse:\n import b", {"a"}),
        ("import typing\nif typing.TYPE_CHECKING:\n import a", {"a"}),
        ("import typing as t\nif t.TYPE_CHECKING:\n import a", {"a"}),
        ("import typing_extensions as t\nif (t.TYPE_CHECKING):\n import a", {"a"}),
        ("from acme.compat import TYPE_CHECKING\nif TYPE_CHECKING:\n import a", {"a"}),
        ("TYPE_CHECKING = False\nif TYPE_CHECKING:\n import a", {"a"}),
        ("if TYPE_CHECKING:\n if x:\n  import a\n def f():\n  import b", {"a", "b"}),
        ("if TYPE_CHECKING and x:\n import a\nif TYPE_CHECKING or x:\n import b", {"a"}),
        ("if not TYPE_CHECKING:\n import a\nelse:\n import b", {"b"}),
        ("if not (x or TYPE_CHECKING):\n import a\nelse:\n import b", set()),
        ("if not x:\n import a\nelif TYPE_CHECKING:\n import b\nelse:\n import c", {"b"}),
        ("if x.TYPE_CHECKING:\n import a", set()),
        ("TYPE_CHECKING = True\nif TYPE_CHECKING:\n import a", set()),
        ("from typing import TYPE_CHECKING\nTYPE_CHECKING: bool = 1\nif TYPE_CHECKING:\n import a", set()),
        ("if f(TYPE_CHECKING):\n import a\nwhile TYPE_CHECKING:\n import b", set()),
        ("# TYPE_CHECKING\nif x:\n import a", set()),
    ],
)
def test_what_only_type_checkers_see(source: str, expected: set[str]) -> None:
    """An import is marked where it runs for type checkers only, and nowhere else."""
    found = scan("a.py", source.encode()).imports

    assert {each.module for each in found if each.type_checking} == expected


def test_chains_and_strings_under_type_checking() -> None:
    """What is reached in another way is marked like an import."""
    source = "import a\nif TYPE_CHECKING:\n    a.b\n    __import__('c')\na.d\n"

    assert scan("a.py", source.encode()).imports == (
        ImportSite(Position(1, 8), "a"),
        ImportSite(Position(3, 5), "a.b", kind="attribute", base="a", type_checking=True),
        ImportSite(Position(4, 16), "c", kind="string", call="__import__", type_checking=True),
        ImportSite(Position(5, 1), "a.d", kind="attribute", base="a"),
    )
