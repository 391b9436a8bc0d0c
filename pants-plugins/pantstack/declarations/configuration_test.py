"""Where options are set."""

from __future__ import annotations

import pytest

from pantstack.base.locations import SourceLocation
from pantstack.declarations.configuration import Option

TOML = """\
# layers = ["comment"]
[GLOBAL]
layers = ["other"]

[pantstack]  # severities
layers = [
  "domain",  # "platform"
  'platform', "format = x",
  "domain",
]
format = "json"

[ "pantstack-lint" ]
"severities" = { "private-import" = "off", "baseline" = "x" }
baseline = "b.txt"

[pantstack-lint.other]
a = "y"
"""


@pytest.mark.parametrize(
    ("option", "item", "number", "expected"),
    [
        (Option("pantstack", "layers"), "", 1, 6),
        (Option("pantstack", "layers"), "domain", 1, 7),
        (Option("pantstack", "layers"), "domain", 2, 9),
        (Option("pantstack", "layers"), "domain", 3, 9),
        (Option("pantstack", "layers"), "other", 1, 6),
        (Option("pantstack", "format"), "", 1, 11),
        (Option("pantstack-lint", "severities"), "baseline", 1, 14),
        (Option("pantstack-lint", "baseline"), "", 1, 15),
    ],
)
def test_lines(option: Option, item: str, number: int, expected: int) -> None:
    """An option has the line of its own section, and a part of it the line where that stands."""
    here = Option(option.scope, option.name, "", TOML)

    assert here.location(item, number=number) == SourceLocation("pants.toml", expected)


def test_a_table_of_its_own() -> None:
    """A section may be the option's own, and a key may have dots."""
    assert Option("a", "b", "", '[a.b]\n"c" = "d"\n').location("c") == SourceLocation("pants.toml", 2)
    assert Option("a", "b", "", '[a]\nb.add = ["c"]\n').location("c") == SourceLocation("pants.toml", 2)


@pytest.mark.parametrize("text", ["", "[pantstack]\n", "[other]\nlayers = 1\n", "[", "\0", "layers = 2"])
def test_nowhere(text: str) -> None:
    """An option that pants.toml does not set is named as its section has it."""
    option = Option("pantstack", "layers", "", text)

    assert (str(option.location("x")), option.written()) == ("[pantstack].layers:", None)


def test_outside_of_files() -> None:
    """A flag or a variable is where it is set, except the parts that pants.toml has as well."""
    option = Option("pantstack", "layers", "--pantstack-layers", TOML)

    assert str(option.location("domain")) == "--pantstack-layers:"
    assert str(option.location("domain", written=True)) == "pants.toml:7"
    assert option.written() == ["domain", "platform", "format = x", "domain"]
