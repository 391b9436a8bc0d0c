"""Globs of modules, as tach understands them."""

from __future__ import annotations

import pytest

from pantstack.adopt.sources.tach.patterns import free_glob, is_glob, module_glob, path_glob

NAMES = ("shop", "shop.a", "shop.ab", "shop.b", "shop.a.c", "shop.a.b.c", "other.a")


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("shop.*", "shop.a shop.ab shop.b"),
        ("shop.?", "shop.a shop.b"),
        ("shop.[ab]", "shop.a shop.b"),
        ("shop.[!b]", "shop.a"),
        ("shop.{ab,b}", "shop.ab shop.b"),
        ("shop.**", "shop shop.a shop.ab shop.b shop.a.c shop.a.b.c"),
        ("shop.**.c", "shop.a.c shop.a.b.c"),
        ("**.a", "shop.a other.a"),
        ("*.a", "shop.a other.a"),
        ("**", "shop shop.a shop.ab shop.b shop.a.c shop.a.b.c other.a"),
        ("shop.[z-a]", ""),
        ("shop.}a{", ""),
        ("shop.[[a]", "shop.a"),
        ("shop.\\*", ""),
    ],
)
def test_of_modules(glob: str, expected: str) -> None:
    """A star is one part of a name, two are any number; what is not valid matches nothing."""
    assert is_glob(glob) is (glob != "shop.\\*")
    assert " ".join(name for name in NAMES if module_glob(glob).fullmatch(name)) == expected


def test_of_other_things() -> None:
    """In `visibility` a star is anything; in paths it is one part."""
    assert [name for name in NAMES if free_glob("shop.*").fullmatch(name)] == list(NAMES[1:6])
    assert [bool(path_glob("**/tests").fullmatch(path)) for path in ("tests", "a/tests", "a/b/tests", "a/tests/x")] == [
        True,
        True,
        True,
        False,
    ]
