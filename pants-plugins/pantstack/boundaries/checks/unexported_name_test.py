"""Names that a facade's file does not offer."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

ORDERS = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/__init__.py": "import json\n\nfrom .plain import shown\n\n__all__ = ['shown']\nhidden = 1\n",
    "modules/orders/public/plain.py": "shown = _hidden = 1\n__version__ = '1'\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from modules.orders.public import shown, hidden, json\n", ["1:42", "1:50"]),
        ("from modules.orders.public import missing\n", ["1:35"]),
        ("from modules.orders.public import plain\n\nplain._hidden\n", ["3:1"]),
        ("from modules.orders.public.plain import missing, shown\n", []),
        ("from modules.orders.public.plain import __version__, _hidden as h\n", ["1:54"]),
        ("import modules.orders.public as orders\n\norders.hidden, orders.__doc__, orders.shown\n", ["3:1"]),
        ("from modules.orders.public import *\n", []),
        ("from unittest import mock\n\nmock.patch('modules.orders.public.hidden')\n", ["3:12"]),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    """`__all__` decides, else the underscore; submodules and names with two underscores are free."""
    found = evaluated({**ORDERS, "report.py": text}).findings

    assert [(each.path, each.code) for each in found] == [("report.py", "unexported-name")] * len(expected)
    assert [f"{each.position.line}:{each.position.column}" for each in found] == expected


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        ("__all__ = ['a']\n", ["b", "_c"]),
        ("__all__ = ('a',)\n__all__ += ('b',)\n", ["_c"]),
        ("__all__: list[str] = []\n", ["a", "b", "_c"]),
        ("__all__ = ['a', '_c']\n", ["b"]),
        ("__all__ = [name for name in dir()]\n", ["_c"]),
        ("", ["_c"]),
    ],
)
def test_all(offer: str, expected: list[str]) -> None:
    """What is listed is offered, and of a list that is computed only the underscore is known."""
    files = {
        **ORDERS,
        "modules/orders/public/__init__.py": f"a = b = _c = 1\n{offer}",
        "report.py": "from modules.orders.public import a, b, _c\n",
    }

    assert [each.target for each in evaluated(files).findings] == [f"modules.orders.public:{name}" for name in expected]


def test_the_whole_findings() -> None:
    """A finding says what the facade's file exports and how to export the name."""
    text = "from modules.orders.public import hidden\nfrom modules.orders.public.plain import _hidden\n"
    found = evaluated({**ORDERS, "report.py": text}).findings

    declaration = "modules/orders/public/BUILD:1 declares the facade; this file of it exports shown."
    assert found == (
        Finding(
            "report.py",
            Position(1, 35),
            "unexported-name",
            "`hidden` is not a public name of `modules.orders.public`.",
            declaration,
            "Use a name that it exports, or add `hidden` to its `__all__`.",
        ),
        Finding(
            "report.py",
            Position(2, 41),
            "unexported-name",
            "`_hidden` is not a public name of `modules.orders.public.plain`.",
            declaration,
            "Use a name that it exports, or remove the underscore there.",
        ),
    )
    assert [each.end for each in found] == [Position(1, 41), Position(2, 48)]


def test_stub() -> None:
    """What a stub lists counts beside what the file lists."""
    files = {
        **ORDERS,
        "modules/orders/public/__init__.pyi": "__all__ = ['hidden']\nhidden: int\n",
        "report.py": "from modules.orders.public import hidden, json, shown\n",
    }

    assert [each.target for each in evaluated(files).findings] == ["modules.orders.public:json"]
