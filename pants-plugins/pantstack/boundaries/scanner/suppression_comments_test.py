"""Comments that hide findings."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import Suppression
from pantstack.boundaries.scanner.scan import scan, suppressions

C = "# pantstack: ignore[x] why"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ignore[x] why", (("x",), "why", None, None)),
        ("ignore[x, y-z,x] a  good reason", (("x", "y-z"), "a good reason", None, None)),
        ("ignore [ x ]why", (("x",), "why", None, None)),
        ("ignore[x] why until=2027-03-31", (("x",), "why", "2027-03-31", None)),
        ("ignore[x] until = 2027-03-31 why", (("x",), "why", "2027-03-31", None)),
        ("ignore[x] not until it is done", (("x",), "not until it is done", None, None)),
        ("ignore[x] why until=2027-02-30", (("x",), "why", "2027-02-30", "`2027-02-30` is not a day")),
        ("ignore[x] why until=soon", (("x",), "why", "soon", "`soon` is not a day")),
        ("ignore[x] why until=", (("x",), "why", "", "`` is not a day")),
        ("ignore[x] why until=20270331", (("x",), "why", "20270331", "`20270331` is not a day")),
        (
            "ignore[x] why until=2027-03-31 until=2028-03-31",
            (("x",), "why", "2027-03-31", "it names more than one day"),
        ),
        ("ignore[x]", (("x",), "", None, "it gives no reason")),
        ("ignore[x] until=2027-03-31", (("x",), "", "2027-03-31", "it gives no reason")),
        ("ignore[] why", ((), "why", None, "it names no code")),
        ("ignore[ , ] why", ((), "why", None, "it names no code")),
        ("ignore why", ((), "", None, "it says `ignore why`")),
        ("ignore[x why", ((), "", None, "it says `ignore[x why`")),
        ("Ignore[x] why", ((), "", None, "it says `Ignore[x] why`")),
        ("skip-file", ((), "", None, "it says `skip-file`")),
        ("", ((), "", None, "it says nothing")),
    ],
)
def test_what_a_comment_says(text: str, expected: tuple[tuple[str, ...], str, Optional[str], Optional[str]]) -> None:
    """A comment gives codes, a reason and perhaps a day; one that does not says why it cannot be taken."""
    codes, reason, until, problem = expected

    assert suppressions(f"import a  # pantstack: {text}\n".encode()) == (
        Suppression(Position(1, 11), 1, 1, codes, reason, until, problem),
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"import a  {C}", [(1, 1)]),
        (f"x = 1\nimport a  {C}\ny = 1", [(2, 2)]),
        (f"from a import (  {C}\n    b,\n    c,\n)", [(1, 4)]),
        (f"from a import (\n    b,\n    c,\n)  {C}", [(1, 4)]),
        (f"from a import (\n    b,  {C}\n    c,\n)", [(2, 2)]),
        (f"from a import b, \\\n    c  {C}", [(1, 2)]),
        (f"f(\n    b.c,\n)  {C}", [(1, 3)]),
        (f"x = '''\na\n'''  {C}", [(1, 3)]),
        (f"import a; f(\n  b); import c  {C}", [(1, 2)]),
        (f"import a; f(  {C}\n  b)", [(1, 2)]),
        (f"import a;  {C}", [(1, 1)]),
        (f"if x:  {C}\n    import a", [(1, 1)]),
        (f"if x: import a  {C}\ny = 1", [(1, 1)]),
        (f"def f(  {C}\n    a: b.c,\n):\n    import a", [(1, 3)]),
        (
            f"@d(  {C}\n    a.b,\n)\n@e(\n    a.b,\n)  {C}\ndef f(\n    a: b.c,\n):  {C}\n    import a",
            [(1, 3), (4, 6), (7, 9)],
        ),
        (f"if a:\n    b\nelif (  {C}\n    c\n):\n    d\nelse:  {C}\n    e", [(3, 5), (7, 7)]),
        (f"def f(\n    a: b.c,  {C}\n): ...", [(2, 2)]),
        (f"class A:\n    x = [\n        1,\n    ]  {C}", [(2, 4)]),
        (f"match x:\n    case 1:\n        import a  {C}", [(3, 3)]),
        (f"{C}\nimport a", [(2, 2)]),
        (f"{C}\n\n# more\n\nfrom a import (\n    b,\n)\n", [(5, 7)]),
        (f"{C}\n{C}\nimport a", [(3, 3), (3, 3)]),
        (f"from a import (\n    b,\n    {C}\n    c,\n    d,\n)", [(4, 4)]),
        (f"{C}\n@d\ndef f(a: b): ...", [(2, 2)]),
        (f"{C}\n@d(\n    a.b,\n)\ndef f(a: b): ...", [(2, 4)]),
        (f"{C}\ndef f(\n    a: b): ...", [(2, 3)]),
        (f"try:\n    pass\n{C}\nexcept E:\n    pass", [(4, 4)]),
        (f"def f():\n    import a\n    {C}\nimport b", [(4, 4)]),
        (f"import a\n{C}\n", [(2, 2)]),
        (f"import a  # type: ignore  {C}", [(1, 1)]),
        (f"import a  {C} # pantstack: more", [(1, 1)]),
        (f"\fimport a  {C}\r\nimport b", [(1, 1)]),
        (f"x = (  {C}\nimport a", [(1, 1)]),
        (f"if x:\n    y = (\n1 + # a\n2)  {C}\n{C}\nz = 1", [(2, 4), (6, 6)]),
        (f"x = '{C}'\ny = '''\n{C}\n'''\nz = f'''{{x}} {C}'''", []),
        ("# see pantstack: the guide\n#pantstack ignore[x]", []),
    ],
)
def test_what_a_comment_covers(source: str, expected: list[tuple[int, int]]) -> None:
    """A comment covers the statement, or the head of one, that it begins, ends or stands above, else a line."""
    assert [(each.first, each.last) for each in suppressions(source.encode())] == expected
    assert scan("a.py", source.encode()).suppressions == suppressions(source.encode())


def test_the_place_of_a_comment() -> None:
    """A comment stands where its own sign does, the column counted in characters."""
    assert suppressions(f"x = 'ä'  # why  {C}\n".encode()) == (Suppression(Position(1, 17), 1, 1, ("x",), "why"),)


def test_a_build_file() -> None:
    """BUILD files have the same comments."""
    source = f"python_sources(\n    dependencies=[\n        '//a/b',  {C}\n    ],\n)\n\npex_binary(entry_point='a.b')  #pantstack:ignore[y] z\n"

    assert suppressions(source.encode()) == (
        Suppression(Position(3, 19), 3, 3, ("x",), "why"),
        Suppression(Position(7, 32), 7, 7, ("y",), "z"),
    )


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x\0  # pantstack: ignore[x] why", b"# coding: klingon\n"])
def test_what_cannot_be_read(content: bytes) -> None:
    """A file that is no text has no comments."""
    assert suppressions(content) == ()
