"""Facades for some only."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

FILES = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/core.py": "from .public import Client\n",
    "modules/orders/public/BUILD": 'public_facade(consumers=["modules/shipping", "modules/returns"])\n',
    "modules/orders/public/__init__.py": "class Client: ...\n",
    "modules/shipping/BUILD": 'pantstack_module(description="Ships", depends_on=["modules/orders"])\n',
    "modules/shipping/core.py": "from modules.orders.public import Client\n",
    "modules/returns/BUILD": 'pantstack_module(description="Takes back")\n',
    "modules/returns/core.py": "",
    "modules/billing/BUILD": 'pantstack_module(description="Bills", depends_on=["modules/orders"])\n',
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("modules/billing/core.py", "import modules.orders.public\n\nmodules.orders.public.Client()\n", ["1:8"]),
        ("modules/billing/core.py", "from modules.orders import public\n\npublic.Client()\n", ["1:28"]),
        ("modules/billing/core.py", "from modules.orders.public import *\n", ["1:35"]),
        ("modules/billing/tests/core_test.py", "from modules.orders.public import Client\n", ["1:35"]),
        ("modules/orders/tests/core_test.py", "from modules.orders.public import Client\n", []),
        ("conftest.py", "pytest_plugins = ['modules.orders.public']\n", ["1:19"]),
    ],
)
def test_places(path: str, text: str, expected: list[str]) -> None:
    """Whoever is not among the consumers is found once an import; the module itself is always let in."""
    used = {"modules/billing/uses.py": "import modules.orders.public  # pantstack: ignore[not-a-consumer] uses it\n"}
    found = evaluated({**FILES, **used, path: text}).findings

    assert [(each.path, each.code) for each in found] == [(path, "not-a-consumer")] * len(expected)
    assert [f"{each.position.line}:{each.position.column}" for each in found] == expected


def test_the_whole_findings() -> None:
    """The help for a module is to ask for entry, that for a file outside every module to move."""
    text = "from modules.orders.public import Client\n"
    found = evaluated({**FILES, "modules/billing/core.py": text, "report.py": text}).findings

    declaration = "modules/orders/public/BUILD:1 allows only modules/shipping, modules/returns."
    assert found == (
        Finding(
            "modules/billing/core.py",
            Position(1, 35),
            "not-a-consumer",
            "`modules/billing` uses `modules/orders` and is not among its consumers.",
            declaration,
            'Add "modules/billing" to consumers there, or remove this import.',
        ),
        Finding(
            "report.py",
            Position(1, 35),
            "not-a-consumer",
            "A file outside every module uses `modules/orders` and is not among its consumers.",
            declaration,
            "Move the file into one of these modules, or remove this import.",
        ),
    )
    assert [(each.target, each.end) for each in found] == [("modules/orders", Position(1, 41))] * 2


def test_a_private_import_is_no_matter_of_consumers() -> None:
    """Nobody who goes around the facade gets the help to ask for entry."""
    files = {**FILES, "modules/billing/core.py": "from modules.orders.core import Client\n"}

    assert [each.code for each in evaluated(files).findings] == ["private-import"]
