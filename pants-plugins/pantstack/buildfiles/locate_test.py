"""Where targets are declared."""

from __future__ import annotations

import pickle
from typing import Optional

import pytest

from pantstack.base.locations import Position, SourceLocation
from pantstack.buildfiles.locate import BuildFiles, entry_positions

LINES = """\
# Who we are.
pantstack_module(
    description="x",
    layer="domain",
    depends_on=[
        # heading

        # about common
        "libs/common",  # beside
        "libs/database",
    ],
)

python_sources(name="lib", depends_on=["z"])
"""
TEXTS = {
    "BUILD": "python_sources()\n",
    "a/BUILD": "# pantstack_module(\npantstack_module(\n)\n\npublic_facade (\n    name = \"b\",\n)\npublic_facade(name='c')\n",
    "a/BUILD.more": "pex_binary(name='d')\n",
    "a/b/BUILD": "",
}


@pytest.mark.parametrize(
    ("call", "folder", "name", "expected"),
    [
        ("pantstack_module", "a", "a", SourceLocation("a/BUILD", 2)),
        ("public_facade", "a", "b", SourceLocation("a/BUILD", 5)),
        ("public_facade", "a", "c", SourceLocation("a/BUILD", 8)),
        ("public_facade", "a", "computed", SourceLocation("a/BUILD", 5)),
        ("pex_binary", "a", "d", SourceLocation("a/BUILD.more", 1)),
        ("python_sources", "", "", SourceLocation("BUILD", 1)),
        ("pex_binary", "a/b", "x", SourceLocation("a/b/BUILD", 1)),
        ("pex_binary", "nowhere", "x", SourceLocation("nowhere/BUILD", 1)),
    ],
)
def test_find(call: str, folder: str, name: str, expected: SourceLocation) -> None:
    """A declaration that spells its name wins over the first; what a macro declares is where the BUILD file begins."""
    assert BuildFiles(TEXTS).find(call, folder, name) == expected


@pytest.mark.parametrize(
    ("directory", "fields", "expected"),
    [
        ("a", ("dependencies", "overrides"), ("a/BUILD.more", Position(1, 36))),
        ("a", ("overrides", "dependencies"), ("a/BUILD.more", Position(1, 58))),
        ("a", ("tags",), None),
        ("b", ("dependencies",), None),
    ],
)
def test_find_entry(directory: str, fields: tuple[str, ...], expected: Optional[tuple[str, Position]]) -> None:
    """The first field that has a string wins, in whichever BUILD file of the directory."""
    more = "pex_binary(name='d', dependencies=[':x'], overrides={1: [':x']})\n"

    builds = BuildFiles({**TEXTS, "a/BUILD.more": more})

    assert builds.find_entry("pex_binary", directory, "d", fields, ":x") == expected


@pytest.mark.parametrize(
    ("text", "name", "item", "expected"),
    [
        (LINES, None, "libs/database", Position(10, 9)),
        ("\ufeffpantstack_module(depends_on=['a'])\r\n", None, "a", Position(1, 30)),
        ("pantstack_module(description='ä€', depends_on=['a'])\n", None, "a", Position(1, 48)),
        ("pantstack_module(depends_on=['b'] + sorted(['a']))\n", None, "a", Position(1, 45)),
        ("if x:\n  pantstack_module(depends_on=['a'])\n", None, "a", Position(2, 32)),
        (
            "pantstack_module(depends_on=['a'])\npantstack_module(name='n', depends_on=['a'])\n",
            "n",
            "a",
            Position(2, 40),
        ),
        (
            "pantstack_module(depends_on=['a'])\npantstack_module(name='n', depends_on=['a'])\n",
            "m",
            "a",
            Position(1, 30),
        ),
        (LINES, None, "x", None),
        (LINES, None, "z", None),
        ("pantstack_module()\n", None, "a", None),
        ("pantstack_module(depends_on=['a'\n", None, "a", None),
        ("", None, "a", None),
    ],
)
def test_entry_positions(text: str, name: Optional[str], item: str, expected: Optional[Position]) -> None:
    """A string is found however its list is computed; a file that says nothing about it is not an error."""
    assert entry_positions(text, "pantstack_module", name, "depends_on").get(item) == expected


def test_kept_as_bytes() -> None:
    """BUILD files that were parsed come back without their trees, and find the same."""
    builds = BuildFiles({"a/BUILD": "\npantstack_module(name='m')\n"})
    place = builds.find("pantstack_module", "a", "m")
    kept = pickle.loads(pickle.dumps(builds))  # noqa: S301  our own

    assert kept.find("pantstack_module", "a", "m") == place == SourceLocation("a/BUILD", 2)
