"""Uses that go against the layers."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

LAYERS = ("app", "domain", "platform")


def module(path: str, layer: str, uses: str = "") -> dict[str, str]:
    """A module in a layer, or in none, that declares and imports another one."""
    arguments = ['description="A module"']
    arguments += [f'layer="{layer}"'] if layer else []
    arguments += [f'depends_on=["{uses}"]'] if uses else []
    return {
        f"{path}/BUILD": f"pantstack_module({', '.join(arguments)})\n",
        f"{path}/core.py": f"from {uses.replace('/', '.')}.public import Name\n" if uses else "",
        f"{path}/public/BUILD": "public_facade()\n",
        f"{path}/public/__init__.py": "class Name: ...\n",
    }


@pytest.mark.parametrize(
    ("user", "used", "expected"),
    [
        ("app", "domain", []),
        ("app", "platform", []),
        ("domain", "domain", []),
        ("domain", "app", ["layer-violation", "layer-violation"]),
        ("platform", "app", ["layer-violation", "layer-violation"]),
        ("", "app", []),
        ("platform", "", []),
    ],
)
def test_directions(user: str, used: str, expected: list[str]) -> None:
    """Only what points outwards is found, at the declaration and at the import."""
    files = {**module("modules/one", user, "modules/two"), **module("modules/two", used)}

    assert [each.code for each in evaluated(files, LAYERS).findings] == expected


def test_the_whole_findings() -> None:
    """Both say which layers there are; the one in the BUILD file lies at the entry."""
    files = {**module("modules/one", "platform", "modules/two"), **module("modules/two", "domain")}
    found = evaluated(files, LAYERS).findings

    text = (
        "layer-violation",
        "`modules/one` in layer platform uses `modules/two` in layer domain, which is further out.",
        "[pantstack].layers in pants.toml lists, outermost first: app, domain, platform.",
        "Reverse the dependency, or move one of the two modules to another layer.",
    )
    assert found == (
        Finding("modules/one/BUILD", Position(1, 72), *text),
        Finding("modules/one/core.py", Position(1, 32), *text),
    )
    assert [(each.target, each.end) for each in found] == [("modules/two", None), ("modules/two", Position(1, 36))]


def test_the_entry_of_a_long_declaration() -> None:
    """The finding lies at the entry's own line."""
    files = {**module("modules/one", "domain", "modules/two"), **module("modules/two", "app")}
    files["modules/one/BUILD"] = (
        'pantstack_module(\n    description="A module",\n    layer="domain",\n    depends_on=[\n'
        '        "modules/two",\n    ],\n)\n'
    )

    assert [(each.path, each.position) for each in evaluated(files, LAYERS).findings] == [
        ("modules/one/BUILD", Position(5, 9)),
        ("modules/one/core.py", Position(1, 32)),
    ]


def test_a_chain_of_attributes_repeats_nothing() -> None:
    """The import that it starts from is the finding."""
    files = {**module("modules/one", "domain", "modules/two"), **module("modules/two", "app")}
    files["modules/one/core.py"] = "import modules.two.public\n\nmodules.two.public.Name()\n"

    assert [(each.path, each.position.line) for each in evaluated(files, LAYERS).findings] == [
        ("modules/one/BUILD", 1),
        ("modules/one/core.py", 1),
    ]


def test_a_private_import_outwards_is_both() -> None:
    """Going around the facade does not hide the direction."""
    files = {**module("modules/one", "domain", "modules/two"), **module("modules/two", "app")}
    files["modules/one/core.py"] = "import modules.two.core\n\nmodules.two.core.x\n"

    assert [(each.path, each.position, each.code) for each in evaluated(files, LAYERS).findings] == [
        ("modules/one/BUILD", Position(1, 70), "layer-violation"),
        ("modules/one/core.py", Position(1, 8), "layer-violation"),
        ("modules/one/core.py", Position(1, 8), "private-import"),
    ]


def test_no_declaration_is_advised_that_the_layers_forbid() -> None:
    """An entry in depends_on would be the next finding."""
    files = {**module("modules/one", "domain"), **module("modules/two", "app")}
    files["modules/one/core.py"] = "from modules.two.public import Name\n"

    assert [(each.code, each.help) for each in evaluated(files, LAYERS).findings] == [
        ("layer-violation", "Reverse the dependency, or move one of the two modules to another layer."),
        ("undeclared-module", "Remove this import: an entry in depends_on would not allow it."),
    ]
