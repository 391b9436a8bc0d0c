"""Uses of modules that are not declared."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

ORDERS = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/core.py": "from modules.orders.public import Client\n",
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/__init__.py": "class Client: ...\n",
    "modules/billing/BUILD": 'pantstack_module(description="Bills")\n',
    "modules/billing/public/BUILD": "public_facade()\n",
    "modules/billing/public/__init__.py": "class Bills: ...\n",
    "modules/shipping/BUILD": 'pantstack_module(description="Ships", depends_on=["modules/billing"])\n',
    "modules/shipping/bills.py": "from modules.billing.public import Bills\n",
}
CHECKED = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from modules.orders.public import Client\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("modules/shipping/core.py", "from ..orders.public import Client, Client as Other\n", ["1:29", "1:37"]),
        ("modules/shipping/core.py", "import modules.orders.public as orders\n\norders.Client()\n", ["1:8"]),
        (
            "modules/shipping/core.py",
            "import importlib\n\nimportlib.import_module('modules.orders.public')\n",
            ["3:25"],
        ),
        ("modules/shipping/deep/down/core.py", "def late():\n    import modules.orders.public\n", ["2:12"]),
        ("modules/shipping/core.py", CHECKED, ["4:39"]),
        ("modules/shipping/core.py", "from modules.billing.public import Bills\n", []),
        ("report.py", "from modules.orders.public import Client\n", []),
    ],
)
def test_places(path: str, text: str, expected: list[str]) -> None:
    """Every import is found that uses the facade, also one in a string; a chain of attributes only repeats one."""
    found = evaluated({**ORDERS, path: text}).findings

    assert [(each.path, each.code) for each in found] == [(path, "undeclared-module")] * len(expected)
    assert [f"{each.position.line}:{each.position.column}" for each in found] == expected


def test_the_whole_finding() -> None:
    """A finding shows what is declared and what to add."""
    text = "from modules.orders.public import Client\n"
    (found,) = evaluated({**ORDERS, "modules/shipping/core.py": text}).findings

    assert found == Finding(
        "modules/shipping/core.py",
        Position(1, 35),
        "undeclared-module",
        "`modules/shipping` uses `modules/orders` but does not declare it.",
        'modules/shipping/BUILD:1 has depends_on=["modules/billing"].',
        'Add "modules/orders" to depends_on there, or remove this import.',
    )
    assert (found.target, found.end) == ("modules/orders", Position(1, 41))


def test_a_private_import_is_reported_as_that() -> None:
    """It is fixed first, and may be removed then."""
    files = {**ORDERS, "modules/shipping/core.py": "from modules.orders import core\n"}

    assert [each.code for each in evaluated(files).findings] == ["private-import"]


def test_imports_for_type_checkers_can_be_left_out() -> None:
    """With the option off they need no declaration."""
    files = {**ORDERS, "modules/shipping/core.py": CHECKED}

    assert evaluated(files, type_checking=False).findings == ()
