"""Entries of `depends_on` without use."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

FILES = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/core.py": "",
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/__init__.py": "class Client: ...\n",
    "modules/shipping/BUILD": (
        'pantstack_module(\n    name="shipping",\n    description="Ships",\n    depends_on=[\n'
        '        "modules/orders",  # the client\n    ],\n)\n'
    ),
    "modules/shipping/core.py": '"""Uses modules.orders no more."""\n',
}
CHECKED = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from modules.orders.public import Client\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("modules/shipping/x.py", "import modules.orders.public\n", []),
        ("modules/shipping/tests/x_test.py", "from modules.orders.public import Client\n", []),
        ("modules/shipping/x.py", "import importlib\n\nimportlib.import_module('modules.orders.public')\n", []),
        ("modules/shipping/x.py", "from modules.orders import core\n", ["private-import"]),
        ("modules/shipping/x.py", CHECKED, []),
        ("modules/shipping/x/BUILD", 'python_sources(dependencies=["modules/orders/public"])\n', []),
        ("modules/shipping/x/BUILD", 'pex_binary(entry_point="modules.orders.public:Client")\n', []),
        ("modules/shipping/x.py", "# import modules.orders.public\n", ["unused-dependency"]),
        ("modules/orders/x.py", "import modules.orders.public\n", ["unused-dependency"]),
        ("report.py", "import modules.orders.public\n", ["unused-dependency"]),
    ],
)
def test_uses(path: str, text: str, expected: list[str]) -> None:
    """Any import, string or reference from a BUILD file of the module is a use, also a forbidden one."""
    assert [each.code for each in evaluated({**FILES, path: text}).findings] == expected


def test_the_whole_finding() -> None:
    """The finding lies at the entry to delete."""
    (found,) = evaluated(FILES).findings

    assert found == Finding(
        "modules/shipping/BUILD",
        Position(5, 9),
        "unused-dependency",
        "`modules/shipping` declares `modules/orders` but does not use it.",
        "modules/shipping/BUILD:1 lists it in depends_on.",
        'Delete "modules/orders" there, or run `./pants modules --sync`.',
    )
    assert found.target == "modules/orders"


def test_imports_for_type_checkers_can_be_left_out() -> None:
    """With the option off they are no use."""
    files = {**FILES, "modules/shipping/core.py": CHECKED}
    off = evaluated(files, type_checking=False)

    assert [each.code for each in off.findings] == ["unused-dependency"]
