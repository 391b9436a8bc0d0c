"""Bytes become imports."""

from __future__ import annotations

import pytest

from pantstack.architecture.core.imports import scan
from pantstack.architecture.core.model import FileScan, ImportSite, Position


def sites(source: str) -> list[tuple[int, int, int, str, object]]:
    """The imports of a source text as plain tuples: line, column, level, module, name."""
    return [
        (each.position.line, each.position.column, each.level, each.module, each.name)
        for each in scan("a.py", source.encode()).imports
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
        ("from a import (\n    b,\n    c as d,\n)", [(2, 5, 0, "a", "b"), (3, 5, 0, "a", "c")]),
        ("from a import b, \\\n    c", [(1, 15, 0, "a", "b"), (2, 5, 0, "a", "c")]),
        ("def f():\n    import a", [(2, 12, 0, "a", None)]),
        ("if TYPE_CHECKING:\n    from a import b", [(2, 19, 0, "a", "b")]),
        ("try:\n    import a\nexcept ImportError:\n    import b", [(2, 12, 0, "a", None), (4, 12, 0, "b", None)]),
        ("x = 'ä'; import a", [(1, 17, 0, "a", None)]),
        ("import a; import b", [(1, 8, 0, "a", None), (1, 18, 0, "b", None)]),
        ("lazy from a import b", [(1, 20, 0, "a", "b")]),
        ("class A:\n    async def f(self):\n        match 1:\n            case _: import a", [(4, 28, 0, "a", None)]),
        ("import a . b", [(1, 8, 0, "a.b", None)]),
        ('"""import a"""\n# import b\nx = "import c"', []),
        ("from __future__ import annotations", [(1, 24, 0, "__future__", "annotations")]),
    ],
)
def test_every_way_to_import(source: str, expected: list[tuple[int, int, int, str, object]]) -> None:
    """An import is found however it is written, at the place of the imported name."""
    assert sites(source) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbfimport a\n", FileScan("a.py", (ImportSite(Position(1, 8), "a"),), ("a",))),
        (
            b"# coding: latin-1\nx = '\xe4'; import a\n",
            FileScan("a.py", (ImportSite(Position(2, 17), "a"),), ("a", "x")),
        ),
        (
            b"import a\nx = (\n",
            FileScan("a.py", (ImportSite(Position(1, 8), "a"),), ("a",), (Position(2, 1), "it is not Python")),
        ),
        (b"x = 1\n\0", FileScan("a.py", error=(Position(2, 1), "it has a null byte"))),
        (
            b"# coding: klingon\n",
            FileScan("a.py", error=(Position(1, 1), "its text cannot be decoded: unknown encoding: klingon")),
        ),
        (
            b"x = '\xe4'\n",
            FileScan(
                "a.py",
                error=(
                    Position(1, 1),
                    "its text cannot be decoded: invalid or missing encoding declaration",
                ),
            ),
        ),
        (b"", FileScan("a.py")),
        (b"x = t'{a}'\n", FileScan("a.py", (), ("x",))),
        (b"type X = int\ndef f[T](a: T): ...\nf'{x!r:{y}}'\n", FileScan("a.py", (), ("f",))),
    ],
)
def test_bytes_of_every_kind(content: bytes, expected: FileScan) -> None:
    """Encodings, newer syntax and broken files end in a scan that says what could not be read."""
    assert scan("a.py", content) == expected


def test_deep_nesting() -> None:
    """Nesting that would overflow a recursion is read."""
    source = "x = " + "(" * 5000 + ")" * 5000 + "\nimport a\n"

    assert [site.module for site in scan("a.py", source.encode()).imports] == ["a"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("__all__ = ['b', 'a']\ndef c(): ...", ("a", "b")),
        ("__all__ = ('a',)\n__all__ += ['b']", ("a", "b")),
        ("__all__: list[str] = ['a']\nb = 1", ("a",)),
        ("from .x import A, B as C, _d\nimport e.f", ("A", "C", "e")),
        ("def f(): ...\n@d\nclass G: ...\nasync def h(): ...\n_i = j = 1\nk: int = 2", ("G", "f", "h", "k")),
        ("if x:\n    def a(): ...\nelse:\n    a = None\ntry:\n    b = 1\nexcept E:\n    b = 2", ("a", "b")),
    ],
)
def test_offered_names(source: str, expected: tuple[str, ...]) -> None:
    """`__all__` decides; without it, names that do not start with an underscore."""
    assert scan("a.py", source.encode()).names == expected
