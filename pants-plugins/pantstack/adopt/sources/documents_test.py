"""Configuration files as values that know their place."""

from __future__ import annotations

from typing import Callable

import pytest

from pantstack.adopt.sources.documents import Value, parse_ini, parse_toml
from pantstack.base.errors import UserError

INI = """\
[metadata]
description = 100 % sure

[importlinter]
root_package: shop

[importlinter:contract:a]
Name = A contract
layers =
    one

    # no layer
    two | three
 ; nor this
    two | three
single = x
"""


def test_of_ini() -> None:
    """Options have their lines, lists those of each entry; comments in a list are no part of it."""
    value = parse_ini("setup.cfg", INI, lambda name: name.startswith("importlinter"))

    assert value.raw == {
        "importlinter": {"root_package": "shop"},
        "importlinter:contract:a": {
            "name": "A contract",
            "layers": ["one", "", "two | three", "two | three"],
            "single": "x",
        },
    }
    assert value.lines == {
        (): 1,
        ("importlinter",): 4,
        ("importlinter", "root_package"): 5,
        ("importlinter:contract:a",): 7,
        ("importlinter:contract:a", "name"): 8,
        ("importlinter:contract:a", "layers"): 9,
        ("importlinter:contract:a", "layers", 0): 10,
        ("importlinter:contract:a", "layers", 1): 11,
        ("importlinter:contract:a", "layers", 2): 13,
        ("importlinter:contract:a", "layers", 3): 15,
        ("importlinter:contract:a", "single"): 16,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\nb = = 2\n", "x.toml:2 This file is not valid TOML: Unexpected character: '='."),
        ("a = 1\na = 2\n", 'x.toml:2 This file is not valid TOML: Key "a" already exists.'),
        (
            "[a]\nb = 'x\n",
            "x.toml:2 This file is not valid TOML: Control characters (codes less than 0x1f and 0x7f) are not allowed in strings, use \\u000a instead.",
        ),
        ("a = " + "[" * 5000, "x.toml:1 This file is not valid TOML: it is nested too deeply."),
    ],
    ids=["value", "twice", "string", "deep"],
)
def test_of_broken_toml(text: str, expected: str) -> None:
    """What cannot be parsed is an error of two lines with the place."""
    with pytest.raises(UserError) as error:
        parse_toml("x.toml", text)

    assert str(error.value) == f"{expected}\n  Correct it there."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\n", "x.cfg:1 This file is not valid INI: File contains no section headers."),
        ("[importlinter]\na\n", "x.cfg:2 This file is not valid INI: Source contains parsing errors: '<string>'."),
        (
            "[importlinter]\na = 1\na = 2\n",
            "x.cfg:3 This file is not valid INI: While reading from '<string>' [line  3]: option 'a' in section 'importlinter' already exists.",
        ),
        (
            "[importlinter]\n[importlinter]\n",
            "x.cfg:2 This file is not valid INI: While reading from '<string>' [line  2]: section 'importlinter' already exists.",
        ),
        (
            "[importlinter]\na = %(b)s\n",
            "x.cfg:1 This file is not valid INI: Bad value substitution: option 'a' in section 'importlinter' contains an interpolation key 'b' which is not a valid option name. Raw value: '%(b)s'.",
        ),
    ],
)
def test_of_broken_ini(text: str, expected: str) -> None:
    """What cannot be parsed is an error of two lines with the place."""
    with pytest.raises(UserError) as error:
        parse_ini("x.cfg", text, lambda _: True)

    assert str(error.value) == f"{expected}\n  Correct it there."


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ("a = 1", lambda value: value.table(["b"]), "x.toml:1 Unknown key `a`.\n  Delete it, or use one of b."),
        (
            "\nlayer = 1",
            lambda value: value.table(["layers"]),
            "x.toml:2 Unknown key `layer`.\n  Did you mean `layers`?",
        ),
        ("a = 1", lambda value: value.get("a").table(), "x.toml:1 `1` in `a` is not a table.\n  Write a table: [a]."),
        (
            "a = 1",
            lambda value: value.get("a").elements(),
            "x.toml:1 `1` in `a` is not a list.\n  Write a list: a = [...].",
        ),
        (
            "a = [\n1]",
            lambda value: value.get("a").elements()[0].text(),
            "x.toml:2 `1` in `a` is not a text.\n  Write it in quotes; it must not be empty.",
        ),
        (
            "a = ' '",
            lambda value: value.get("a").text(),
            "x.toml:1 ` ` in `a` is not a text.\n  Write it in quotes; it must not be empty.",
        ),
        (
            "a = []",
            lambda value: value.get("a").flag(),
            "x.toml:1 This in `a` is not true or false.\n  Write true or false.",
        ),
        (
            "a = 'eror'",
            lambda value: value.get("a").one_of(["error", "off"]),
            "x.toml:1 `eror` in `a` is not one of error, off.\n  Did you mean `error`?",
        ),
    ],
)
def test_of_wrong_values(text: str, read: Callable[[Value], object], expected: str) -> None:
    """A value of another kind is an error at its line, with what to write."""
    with pytest.raises(UserError) as error:
        read(parse_toml("x.toml", text))

    assert str(error.value) == expected
