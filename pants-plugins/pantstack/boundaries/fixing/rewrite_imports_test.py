"""Imports of internals become imports of facades."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.fixing import import_statements
from pantstack.boundaries.fixing.rewrite_imports import RefusedReplacement, Replacement, RewrittenFile, rewrite
from pantstack.syntax.source_edits import Edit

FACADE = "orders.public"


def requested(source: str, *names: str) -> list[Replacement]:
    """Replacements for names by their first occurrence, written `name` or `name=public` or `name=facade:public`."""
    found = []
    for each in names:
        name, _, target = each.partition("=")
        facade, _, public = target.rpartition(":")
        at = next(at for at in range(len(source)) if source.startswith(name, at) and not source[at - 1].isalnum())
        place = Position(source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at))
        found.append(Replacement(place, facade or FACADE, public or name))
    return found


CASES = {
    "one name": ("from o.core import X\n", ["X"], "from orders.public import X\n"),
    "one of two": (
        "from o.core import X, y as z\n",
        ["X"],
        "from orders.public import X\nfrom o.core import y as z\n",
    ),
    "the last": ("from o.core import y, X\n", ["X"], "from orders.public import X\nfrom o.core import y\n"),
    "the middle": ("from o.core import y, X, z\n", ["X"], "from orders.public import X\nfrom o.core import y, z\n"),
    "several": (
        "from o.core import X, y, Z, W\n",
        ["X", "Z", "W"],
        "from orders.public import X, Z, W\nfrom o.core import y\n",
    ),
    "all": ("from o.core import X, Y\n", ["X", "Y"], "from orders.public import X, Y\n"),
    "alias": ("from o.core import X as Y\n", ["X"], "from orders.public import X as Y\n"),
    "moved alias": (
        "from o.core import X as Y, z\n",
        ["X"],
        "from orders.public import X as Y\nfrom o.core import z\n",
    ),
    "explicit re-export": ("from o.core import X as X\n", ["X"], "from orders.public import X as X\n"),
    "moved re-export": (
        "from o.core import X as X, y\n",
        ["X"],
        "from orders.public import X as X\nfrom o.core import y\n",
    ),
    "other name there": ("from o.core import X\n", ["X=Z"], "from orders.public import Z as X\n"),
    "alias and other name": ("from o.core import X  as  Y\n", ["X=Z"], "from orders.public import Z  as  Y\n"),
    "alias becomes the name": ("from o.core import _x as X\n", ["_x=X"], "from orders.public import X\n"),
    "two facades": (
        "from o.core import X, Y, z\n",
        ["X=a.public:X", "Y=b.public:Y"],
        "from a.public import X\nfrom b.public import Y\nfrom o.core import z\n",
    ),
    "two facades take all": (
        "from o.core import X, Y, Z\n",
        ["X=a.public:X", "Y=b.public:Y", "Z=a.public:Z"],
        "from a.public import X, Z\nfrom b.public import Y\n",
    ),
    "brackets on one line": (
        "from o.core import (X, y)\n",
        ["X"],
        "from orders.public import X\nfrom o.core import (y)\n",
    ),
    "brackets, all": (
        "from o.core import (\n    X,\n    Y as y,\n)\n",
        ["X", "Y"],
        "from orders.public import (\n    X,\n    Y as y,\n)\n",
    ),
    "brackets, first": (
        "from o.core import (\n    X,\n    y,\n)\n",
        ["X"],
        "from orders.public import X\nfrom o.core import (\n    y,\n)\n",
    ),
    "brackets, last without comma": (
        "from o.core import (\n    y,\n    X\n)\n",
        ["X"],
        "from orders.public import X\nfrom o.core import (\n    y\n)\n",
    ),
    "brackets, hanging": (
        "from o.core import (y,\n                    X, z)\n",
        ["X"],
        "from orders.public import X\nfrom o.core import (y,\n                    z)\n",
    ),
    "comments stay with their names": (
        "from o.core import (  # all\n    # the client\n    X,  # mine\n    y,  # y\n    # the other\n    Z,\n    # end\n)  # tail\n",
        ["X", "Z"],
        "from orders.public import (\n    # the client\n    X,  # mine\n    # the other\n    Z,\n)\nfrom o.core import (  # all\n    y,  # y\n    # end\n)  # tail\n",
    ),
    "comments between crowded names": (
        "from o.core import (X, y,  # both\n    z)\n",
        ["X"],
        "from orders.public import X\nfrom o.core import (\n    y,  # both\n    z,\n)\n",
    ),
    "backslash": (
        "from o.core import X, \\\n    y\n",
        ["X"],
        "from orders.public import X\nfrom o.core import y\n",
    ),
    "backslash, last": (
        "from o.core import y, \\\n    X\n",
        ["X"],
        "from orders.public import X\nfrom o.core import y\n",
    ),
    "backslash before import": (
        "from o.core \\\n    import X\n",
        ["X"],
        "from orders.public \\\n    import X\n",
    ),
    "trailing comment": (
        "from o.core import X, y  # noqa: F401\n",
        ["X"],
        "from orders.public import X\nfrom o.core import y  # noqa: F401\n",
    ),
    "semicolons": (
        "a = 1; from o.core import X, y; b = 2\n",
        ["X"],
        "a = 1; from orders.public import X; from o.core import y; b = 2\n",
    ),
    "begins a line with semicolons": (
        "from o.core import X, y; b = 2\n",
        ["X"],
        "from orders.public import X\nfrom o.core import y; b = 2\n",
    ),
    "in a function": (
        "def f():\n\tfrom o.core import X, y\n\treturn X\n",
        ["X"],
        "def f():\n\tfrom orders.public import X\n\tfrom o.core import y\n\treturn X\n",
    ),
    "behind a colon": (
        "if T: from o.core import X, y\nelse: pass\n",
        ["X"],
        "if T: from orders.public import X; from o.core import y\nelse: pass\n",
    ),
    "behind a colon and a backslash": (
        "if T: \\\n    from o.core import X, y\n",
        ["X"],
        "if T: \\\n    from orders.public import X; from o.core import y\n",
    ),
    "type checking": (
        "if TYPE_CHECKING:\n    from o.core import (\n        X,\n    )\n",
        ["X"],
        "if TYPE_CHECKING:\n    from orders.public import (\n        X,\n    )\n",
    ),
    "try": (
        "try:\n    from o.core import X\nexcept ImportError:\n    X = None\n",
        ["X"],
        "try:\n    from orders.public import X\nexcept ImportError:\n    X = None\n",
    ),
    "relative": ("from ..o.core import X, y\n", ["X"], "from orders.public import X\nfrom ..o.core import y\n"),
    "relative without blanks": ("from.import X\n", ["X"], "from orders.public import X\n"),
    "blanks in the dotted name": ("from o . core import X\n", ["X"], "from orders.public import X\n"),
    "bracket without a blank": ("from.o import(X)\n", ["X"], "from orders.public import(X)\n"),
    "no line end": ("from o.core import X, y", ["X"], "from orders.public import X\nfrom o.core import y"),
    "carriage returns": (
        "import a\r\nfrom o.core import X, y\r\n",
        ["X"],
        "import a\r\nfrom orders.public import X\r\nfrom o.core import y\r\n",
    ),
    "already there": ("from orders.public import X\n", ["X"], "from orders.public import X\n"),
    "other name of the same facade": (
        "from orders.public import X, y\n",
        ["X=Z"],
        "from orders.public import Z as X, y\n",
    ),
    "lines below each other": (
        "from o.core import X\nfrom o.util import Y as y\nimport z\nfrom o.rest import Z, w\n",
        ["X", "Y", "Z"],
        "from orders.public import X, Y as y, Z\nimport z\nfrom o.rest import w\n",
    ),
    "an import of the facade below": (
        "from o.core import X\nfrom orders.public import X, Y\n",
        ["X"],
        "from orders.public import X, Y\n",
    ),
    "lines with code between": (
        "from o.core import X\nprint()\nfrom o.util import Y\n",
        ["X", "Y"],
        "from orders.public import X\nprint()\nfrom orders.public import Y\n",
    ),
    "lines of two blocks": (
        "if a:\n    from o.core import X\nfrom o.util import Y\n",
        ["X", "Y"],
        "if a:\n    from orders.public import X\nfrom orders.public import Y\n",
    ),
    "lines with a comment": (
        "from o.core import X  # x\nfrom o.util import Y\n",
        ["X", "Y"],
        "from orders.public import X  # x\nfrom orders.public import Y\n",
    ),
    "lines that bind a name twice": (
        "from o.core import X\nfrom o.rest import Y\nfrom o.util import Z as Y, w\n",
        ["X", "Z"],
        "from orders.public import X\nfrom o.rest import Y\nfrom orders.public import Z as Y\nfrom o.util import w\n",
    ),
    "other lines of the facade": (
        "from orders.public import a\nfrom orders.public import b\n\nfrom o.core import X\n",
        ["X"],
        "from orders.public import a\nfrom orders.public import b\n\nfrom orders.public import X\n",
    ),
    "too long for a line": (
        f"from o.core import y, {', '.join(f'Name{n}OfSome' for n in range(8))}\n",
        [f"Name{n}OfSome" for n in range(8)],
        "from orders.public import (\n"
        + "".join(f"    Name{n}OfSome,\n" for n in range(8))
        + ")\nfrom o.core import y\n",
    ),
    "lazy": ("lazy from o.core import X\n", ["X"], "lazy from orders.public import X\n"),
    "lazy, one of two": (
        "if x:\n    lazy from o.core import X, y; lazy from a import b\n",
        ["X"],
        "if x:\n    lazy from orders.public import X\n    lazy from o.core import y; lazy from a import b\n",
    ),
    "lazy and eager": (
        "lazy from o.core import X\nfrom o.core import Y\nlazy = t'lazy from {X}'  # lazy import\n",
        ["X", "Y"],
        "lazy from orders.public import X\nfrom orders.public import Y\nlazy = t'lazy from {X}'  # lazy import\n",
    ),
    "text of newer syntax": (
        "match a:\n    case _:\n        from o.core import X, y\ntype T[A] = A\n",
        ["X"],
        "match a:\n    case _:\n        from orders.public import X\n        from o.core import y\ntype T[A] = A\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_rewrite(case: str) -> None:
    """Exactly the requested names come from the facade; nothing else changes."""
    source, names, expected = CASES[case]
    replacements = requested(source, *names)

    assert rewrite(source.encode(), replacements) == RewrittenFile(expected.encode(), tuple(replacements), ())


@pytest.mark.parametrize("case", CASES)
def test_twice_is_once(case: str) -> None:
    """A rewrite of what is rewritten changes nothing."""
    source, names, expected = CASES[case]
    done = rewrite(source.encode(), requested(source, *names))
    again = requested(expected, *(name for name in names if "=" not in name))

    assert rewrite(done.content, again) == RewrittenFile(done.content, tuple(again), ())


@pytest.mark.parametrize(
    ("content", "position", "expected"),
    [
        (
            b"\xef\xbb\xbffrom o.core import X, y\r\n",
            Position(1, 20),
            b"\xef\xbb\xbffrom orders.public import X\r\nfrom o.core import y\r\n",
        ),
        (
            b"# coding: latin-1\na = '\xe4'; from o.core import X  # \xfc\n",
            Position(2, 29),
            b"# coding: latin-1\na = '\xe4'; from orders.public import X  # \xfc\n",
        ),
        (
            "a = 'ä€'; from ö.core import X as ä\n".encode(),
            Position(1, 30),
            "a = 'ä€'; from orders.public import X as ä\n".encode(),
        ),
        (
            b"\x0cfrom o.core import X, y\n",
            Position(1, 21),
            b"\x0cfrom orders.public import X\n\x0cfrom o.core import y\n",
        ),
    ],
)
def test_encodings(content: bytes, position: Position, expected: bytes) -> None:
    """Bytes that should not change do not, whatever the encoding; columns count characters."""
    replacement = Replacement(position, FACADE, "X")

    assert rewrite(content, [replacement]) == RewrittenFile(expected, (replacement,), ())


@pytest.mark.parametrize(
    ("source", "name", "why"),
    [
        ("from o.core import *\n", "*=X", "a star import takes whatever is there"),
        ("import o.core.X\n", "o=X", "it binds a module, whose uses are elsewhere"),
        ("import o.core as c\n", "o=X", "it binds a module, whose uses are elsewhere"),
        ("from __future__ import annotations\n", "annotations", "it changes how the file is read"),
        ("import o\no.core.X\n", "core=X", "it is an attribute of a module that is imported elsewhere"),
        ("f('o.core.X')\n", "o=X", "it is in a string, which may be used in many ways"),
        ("f('o.core.X')\n", "'=X", "it is in a string, which may be used in many ways"),
        ("# from o.core import X\n", "X", "no imported name is there"),
        ("from o.core import X\n", "o=X", "no imported name is there"),
        ("from o.core import X, y as X\n", "X", "its statement binds a name twice"),
        ("from o.core import X\n", "X=a.b c:X", "`from a.b c import X` is not Python"),
        ("from o.core import X\n", "X=a..b:X", "`from a..b import X` is not Python"),
        ("from o.core import X\n", "X=a.class:X", "`from a.class import X` is not Python"),
        ("from o.core import X\n", "X=a:X.y", "`from a import X.y` is not Python"),
        ("from o.core import X\nx = (\n", "X", "the file is not Python that can be parsed here"),
        ("from o.core import X\n\0", "X", "the file is not Python that can be parsed here"),
        ("from o.core import X\rfrom o.core import y\r", "X", "the file is not Python that can be parsed here"),
        (
            "# coding: latin-1\nfrom o.core import X\n",
            "X=a.ł:X",
            "the file's encoding, iso-8859-1, cannot encode the facade",
        ),
        ("# coding: klingon\nfrom o.core import X\n", "X", "the file cannot be decoded: unknown encoding: klingon"),
        (
            "# coding: utf-7\na = '+AGE-'\nfrom o.core import X\n",
            "X",
            "the file cannot be decoded: utf-7 has several encodings of it",
        ),
    ],
)
def test_refused(source: str, name: str, why: str) -> None:
    """What cannot be verified stays as it is, with the reason."""
    content = source.encode()
    (replacement,) = requested(source, name)

    assert rewrite(content, [replacement]) == RewrittenFile(content, (), (RefusedReplacement(replacement, why),))


@pytest.mark.parametrize("position", [Position(0, 1), Position(9, 1), Position(1, 0), Position(1, 99), Position(1, 1)])
def test_nothing_there(position: Position) -> None:
    """A place without a name, or outside of the file, is refused."""
    replacement = Replacement(position, FACADE, "X")
    content = b"from o.core import X\n"

    assert rewrite(content, [replacement]) == RewrittenFile(
        content, (), (RefusedReplacement(replacement, "no imported name is there"),)
    )


def test_some_of_several() -> None:
    """A refusal does not keep the others; one that is requested twice is made once; two at one place are none."""
    source = "from o.core import X, Y, z\nfrom o.rest import *\n"
    fine, star = requested(source, "X", "*=Z")
    one, other = requested(source, "Y=A", "Y=B")
    twice = "two replacements are requested for it"

    assert rewrite(source.encode(), [star, fine, one, fine, other]) == RewrittenFile(
        b"from orders.public import X\nfrom o.core import Y, z\nfrom o.rest import *\n",
        (fine,),
        (
            RefusedReplacement(star, "a star import takes whatever is there"),
            RefusedReplacement(one, twice),
            RefusedReplacement(other, twice),
        ),
    )


@pytest.mark.parametrize("text", [b"", b"pass", b"from orders.public import Y as X", b"from orders.public import ("])
def test_a_wrong_rewrite(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    """A rewrite whose result does not import what it should leaves the file alone, and says so."""
    content = b"from o.core import X\nX()\n"
    (replacement,) = requested(content.decode(), "X")
    monkeypatch.setattr(import_statements, "rewrite", lambda *_: [Edit(0, len(b"from o.core import X"), text)])

    assert rewrite(content, [replacement]) == RewrittenFile(
        content, (), (RefusedReplacement(replacement, "the result could not be verified to import the same"),)
    )


def test_deep_nesting() -> None:
    """Nesting that would overflow a recursion is no obstacle."""
    rest = "x = " + "(" * 20000 + ")" * 20000 + "\n"
    (replacement,) = requested("from o.core import X\n", "X")

    assert rewrite(f"from o.core import X\n{rest}".encode(), [replacement]) == RewrittenFile(
        f"from orders.public import X\n{rest}".encode(), (replacement,), ()
    )
