"""Strings that name internals, and something imports them."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

FACADE = "modules/orders/public/BUILD:1 declares what is public there."
INSTEAD = "Import from `modules.orders.public` instead (it exports Client)."
FILES = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/handlers/placed.py": "def handle(): ...\n",
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/__init__.py": "class Client: ...\n",
    "modules/shipping/BUILD": 'pantstack_module(description="Ships", depends_on=["modules/orders"])\n',
    "modules/shipping/core.py": "from modules.orders.public import Client\n",
}


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ('"modules.orders.handlers.placed"', "modules.orders.handlers.placed"),
        ('"modules.orders.handlers"', "modules.orders.handlers"),
        ('"..orders.handlers", package=__package__', "modules.orders.handlers"),
        ('f"modules.orders.handlers.{name}"', "modules.orders.handlers"),
        ('f"modules.orders.handlers.placed.{name}"', "modules.orders.handlers.placed"),
        ('f"modules.orders.handlers.on_{name}"', "modules.orders.handlers"),
        ('"modules.orders.handlers." + name', "modules.orders.handlers"),
        ('"modules.orders.public"', None),
        ('f"modules.orders.public.{name}"', None),
        ('f"modules.shipping.{name}"', None),
        ('f"json.{name}"', None),
    ],
)
def test_import_module(argument: str, expected: str) -> None:
    """A whole name is judged, and the certain beginning of one that is put together."""
    text = f"from importlib import import_module\n\n\ndef load(name):\n    return import_module({argument})\n"
    found = evaluated({**FILES, "modules/shipping/load.py": text}).findings

    assert [(each.path, each.position, each.code, each.target) for each in found] == (
        [("modules/shipping/load.py", Position(5, 26), "dynamic-private-import", expected)] if expected else []
    )


def test_the_whole_finding() -> None:
    """A finding names what reads the string."""
    text = "from unittest import mock\n\nmock.patch('modules.orders.handlers.placed.handle')\n"
    (found,) = evaluated({**FILES, "modules/shipping/core_test.py": text}).findings

    assert found == Finding(
        "modules/shipping/core_test.py",
        Position(3, 12),
        "dynamic-private-import",
        "`modules.orders.handlers.placed` is internal to `modules/orders`. `unittest.mock.patch` imports it.",
        FACADE,
        'Patch the name where your own code looks it up, such as "modules.shipping.core.Client": '
        "a patch replaces no other.",
    )
    assert (found.target, found.end) == ("modules.orders.handlers.placed:handle", Position(3, 51))


def test_entry_points() -> None:
    """They are judged in BUILD files of other modules and of none, not in the module's own."""
    binary = 'pex_binary(\n    name="bin",\n    entry_point="modules.orders.handlers.placed:handle",\n)\n'
    public = 'pex_binary(name="client", entry_point="modules.orders.public:Client")\n'
    builds = {"modules/orders/x/BUILD": binary, "modules/shipping/x/BUILD": binary + public, "tools/BUILD": binary}
    fact = "`modules.orders.handlers.placed` is internal to `modules/orders`. An entry point names it."

    assert evaluated({**FILES, **builds}).findings == tuple(
        Finding(path, Position(3, 17), "dynamic-private-import", fact, FACADE, INSTEAD)
        for path in ("modules/shipping/x/BUILD", "tools/BUILD")
    )


def test_a_module_without_a_facade() -> None:
    """Whatever a string goes on with is private there."""
    files = {
        "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
        "modules/orders/core.py": "",
        "load.py": 'import importlib\n\nimportlib.import_module(f"modules.orders.{__name__}")\n',
    }

    assert evaluated(files).findings == (
        Finding(
            "load.py",
            Position(3, 25),
            "dynamic-private-import",
            "`modules.orders` is internal to `modules/orders`. `importlib.import_module` imports it.",
            "modules/orders/BUILD:1 declares the module, and it has no facade.",
            "Declare a public_facade in modules/orders, or remove this import.",
        ),
    )
