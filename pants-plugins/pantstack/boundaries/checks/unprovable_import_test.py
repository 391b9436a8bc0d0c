"""Imports whose target is not written down."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

ORDERS = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/handlers.py": "def handle(): ...\n",
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/__init__.py": "class Client: ...\n",
    "modules/shipping/BUILD": 'pantstack_module(description="Ships")\n',
    "modules/shipping/core.py": "",
}


def load(path: str, argument: str) -> dict[str, str]:
    """The files with one more, which imports something by name."""
    text = f"from importlib import import_module\n\n\ndef load(name):\n    return import_module({argument})\n"
    return {**ORDERS, path: text}


@pytest.mark.parametrize(
    ("path", "argument", "expected"),
    [
        ("load.py", "name", "name"),
        ("load.py", 'f"{name}.handlers"', 'f"{name}.handlers"'),
        ("load.py", 'f"modules.{name}"', '"modules...'),
        ("load.py", 'f"modules.{name}.handlers"', '"modules...'),
        ("load.py", 'f"modules.orders.{name}"', '"modules.orders...'),
        ("modules/orders/load.py", 'f"modules.{name}"', '"modules...'),
        ("modules/orders/load.py", 'f"modules.orders.{name}"', None),
        ("load.py", 'f"modules.orders.public.{name}"', None),
        ("load.py", 'f"json.{name}"', None),
        ("load.py", '"modules.orders.public"', None),
    ],
)
def test_arguments(path: str, argument: str, expected: str) -> None:
    """Only what may go around a facade, and may not, is listed."""
    found = evaluated(load(path, argument)).findings

    assert [(each.path, each.position, each.code, each.severity, each.target) for each in found] == (
        [(path, Position(5, 26), "unprovable-import", "warning", f"importlib.import_module:{expected}")]
        if expected
        else []
    )


def test_the_whole_finding() -> None:
    """A finding shows the argument as it is written."""
    assert evaluated(load("load.py", "name.upper(  )")).findings == (
        Finding(
            "load.py",
            Position(5, 26),
            "unprovable-import",
            "`importlib.import_module` imports a computed name: `name.upper( )`.",
            "Whether it bypasses a facade cannot be checked.",
            "Write the name out, or explain why it is safe: `# pantstack: ignore[unprovable-import] REASON`.",
        ),
    )
