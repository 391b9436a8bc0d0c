"""What may be a layer."""

from __future__ import annotations

import pytest
import tomlkit

from pantstack.declarations.configuration import Option
from pantstack.declarations.layers.configured import find_errors

FORM = 'Write a list of names, outermost first, such as ["domain", "platform"].'
WRONG_TABLE = f"pants.toml:2 `{{'add': ['a'], 'other': ['b']}}` in [pantstack].layers is not a name.\n  {FORM}"
NAMES = "Use letters, digits, underscores, hyphens, and dots or spaces between them."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("[]", []),
        ('["domain", "data access", "v1.2-x", "Ünï"]', []),
        ('"domain"', []),
        (
            '["a", "b",\n"a", "a"]',
            [
                "pants.toml:3 `a` is listed twice in [pantstack].layers.\n  Keep one: each layer has one place.",
            ],
        ),
        (
            '["a",\n"", "  "]',
            [
                "pants.toml:2 A name in [pantstack].layers is empty.\n  Delete it, or write the name of a layer.",
                "pants.toml:3 A name in [pantstack].layers is empty.\n  Delete it, or write the name of a layer.",
            ],
        ),
        ('["a", " b"]', [f"pants.toml:2 ` b` in [pantstack].layers cannot be the name of a layer.\n  {NAMES}"]),
        ('["a,b"]', [f"pants.toml:2 `a,b` in [pantstack].layers cannot be the name of a layer.\n  {NAMES}"]),
        ("[1, 2]", [f"pants.toml:2 `1` in [pantstack].layers is not a name.\n  {FORM}"]),
        ('["a", ["b"]]', [f"pants.toml:2 `['b']` in [pantstack].layers is not a name.\n  {FORM}"]),
        ("true", [f"pants.toml:2 `True` in [pantstack].layers is not a name.\n  {FORM}"]),
        ("{a = 1}", [f"pants.toml:2 `{{'a': 1}}` in [pantstack].layers is not a name.\n  {FORM}"]),
        ('[[["a"]], "b"]', [f"pants.toml:2 `[['a']]` in [pantstack].layers is not a name.\n  {FORM}"]),
        ('["a", {b = ["c"]}]', [f"pants.toml:2 `{{'b': ['c']}}` in [pantstack].layers is not a name.\n  {FORM}"]),
        ('{add = ["a", ["b"]]}', [f"pants.toml:2 `['b']` in [pantstack].layers is not a name.\n  {FORM}"]),
        ('{add = ["a"], remove = [["b"]]}', []),
        ('{add = ["a"], other = ["b"]}', [WRONG_TABLE]),
        ("{add = 1}", [f"pants.toml:2 `1` in [pantstack].layers is not a name.\n  {FORM}"]),
        ("{add = [true]}", [f"pants.toml:2 `True` in [pantstack].layers is not a name.\n  {FORM}"]),
    ],
)
def test_in_pants_toml(value: str, expected: list[str]) -> None:
    """Every name has a form and one place; what is not a list of names is one error."""
    text = f"[pantstack]\nlayers = {value}\n"
    raw = tomlkit.parse(text).unwrap()["pantstack"]["layers"]
    entries = raw.get("add", []) if isinstance(raw, dict) else raw
    layers = [str(each) for each in (entries if isinstance(entries, list) else [entries])]

    assert [str(each) for each in find_errors(layers, Option("pantstack", "layers", "", text))] == expected


def test_outside_of_files() -> None:
    """An error names the flag that has it, or the line of pants.toml."""
    option = Option("pantstack", "layers", "--pantstack-layers", '[pantstack]\nlayers = ["a", ""]\n')

    assert [str(each).splitlines()[0] for each in find_errors(["a", "", "b", "b", "a"], option)] == [
        "--pantstack-layers: `a` is listed twice in [pantstack].layers.",
        "--pantstack-layers: `b` is listed twice in [pantstack].layers.",
        "pants.toml:2 A name in [pantstack].layers is empty.",
    ]


def test_what_a_flag_replaces() -> None:
    """A list in pants.toml that a flag replaces is not read, so its mistakes do not matter."""
    option = Option("pantstack", "layers", "--pantstack-layers", '[pantstack]\nlayers = [1, ["a"]]\n')

    assert find_errors(["domain"], option) == ()
