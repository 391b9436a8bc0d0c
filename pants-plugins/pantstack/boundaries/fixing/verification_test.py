"""A rewrite that did anything else than it should is found out."""

from __future__ import annotations

import pytest

from pantstack.boundaries.fixing.verification import is_python, is_verified, outline

BEFORE = b"# why\nfrom o.core import X, y as z\nif X:\n    z = 1  # how\n"


@pytest.mark.parametrize(
    ("before", "after", "holds"),
    [
        (BEFORE, b"from p import X\n# why\nfrom o.core import y as z\nif X:\n    z = 1  # how\n", True),
        (BEFORE, b"# why\nfrom o.core import y as z; from p import X\nif X:\n    z = 1\n# how\n", True),
        (BEFORE, BEFORE, False),
        (BEFORE, BEFORE.replace(b"o.core", b"p"), False),
        (BEFORE, BEFORE.replace(b"o.core import X,", b"p import X\nfrom o.core import"), True),
        (BEFORE, BEFORE.replace(b"o.core import X,", b"p import X as x\nfrom o.core import"), False),
        (BEFORE, BEFORE.replace(b"o.core import X,", b"p import Z\nfrom o.core import"), False),
        (BEFORE, BEFORE.replace(b"o.core import X,", b"p import X\nfrom .o.core import"), False),
        (BEFORE, BEFORE.replace(b"o.core import X,", b"p import X\nlazy from o.core import"), False),
        (BEFORE, BEFORE.replace(b"o.core import X,", b"p import X, w\nfrom o.core import"), False),
        (BEFORE, BEFORE.replace(b"o.core import X,", b"p import X\nfrom o.core import").replace(b"1", b"2"), False),
        (BEFORE, BEFORE.replace(b"o.core import X,", b"p import X\nfrom o.core import").replace(b"how", b"no"), False),
        (BEFORE, BEFORE.replace(b"o.core import X,", b"p import X\nfrom o.core import").replace(b"# why", b""), False),
        (BEFORE, b"# why\nfrom p import X\nif X:\n    from o.core import y as z\n    z = 1  # how\n", False),
        (BEFORE, b"# why\nfrom p import X,\nfrom o.core import y as z\nif X:\n    z = 1  # how\n", False),
        (
            b"if a:\n    from o import b\nfrom o import c, X\n",
            b"if a:\n    from o import b\n    from p import X\nfrom o import c\n",
            False,
        ),
        (
            b"if a:\n    from o import b\nfrom o import c, X\n",
            b"if a:\n    from o import b\nfrom p import X\nfrom o import c\n",
            True,
        ),
        (b"from o import X\nif a:\n    b\nc\n", b"from p import X\nif a:\n    b\n    c\n", False),
        (b"from o import X\na = 'x'\n", b"from p import X\na = 'x '\n", False),
    ],
)
def test_proven(before: bytes, after: bytes, holds: bool) -> None:  # noqa: FBT001
    """Only X comes from p; every other import, token, block and comment is as it was."""
    old = outline(before)
    new = {at: ("p", "X") for at, each in old.imports.items() if each.name == "X"}

    assert len(new) == 1
    assert is_verified(old, outline(after), (before, after), new) == holds


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"x = 1\n", True),
        (b"match x:\n    case 1: type T[A] = A\n", True),
        (b"lazy import x; t'{x}'\n", True),
        (b"x = (\n", False),
        (b"x = (\n" + b"-" * 20000 + b"1\n", False),
    ],
)
def test_readable(data: bytes, expected: bool) -> None:  # noqa: FBT001
    """What neither the grammar nor the interpreter knows is not Python, however deep it is."""
    assert is_python(data, outline(data)) is expected
