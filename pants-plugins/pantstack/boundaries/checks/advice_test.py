"""What the advice names: only what the facade offers, and what helps."""

from __future__ import annotations

import pytest

from pantstack.boundaries.testing import evaluated

LOOKED_UP = (
    "Import from `modules.orders.api` instead (it exports Clock, place), "
    "and patch `place` in tests where this code looks it up then."
)
INSTEAD = "Import from `modules.orders.api` instead"
ORDERS = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n\npublic_facade(sources=["api.py"])\n',
    "modules/orders/clock.py": "class Clock: ...\n\n\nclass Row: ...\n",
    "modules/orders/service.py": "from modules.orders.clock import Clock\n\n\ndef place(): ...\n",
    "modules/orders/api.py": "from modules.orders.clock import Clock\nfrom modules.orders.service import place\n",
    "modules/money/BUILD": 'pantstack_module(description="Counts money", public=["api.py"])\n',
    "modules/money/api.py": "class Money: ...\n",
}
BILLING = {
    "modules/billing/BUILD": 'pantstack_module(description="Writes bills", depends_on=["modules/orders"])\n',
    "modules/billing/bill_test.py": "",
}


def advice(files: dict[str, str], code: str) -> list[str]:
    """The help of all findings of a code."""
    return [each.help for each in evaluated({**ORDERS, **files}).findings if each.code == code]


@pytest.mark.parametrize(
    ("facade", "expected"),
    [
        ("from typing import Any\nfrom pathlib import Path\nimport json\n\n\ndef f(a: Any): ...\n", " (it exports f)"),
        ("from modules.money.api import Money\nfrom .service import place\n", " (it exports place)"),
        ("from modules.money.api import Money\n\n__all__ = ['Money']\n", " (it exports Money)"),
        ("from .service import *\n", " (it exports Clock, place)"),
        ("from .service import *\n\n__all__ = ['place']\n", " (it exports place)"),
        ("from modules.money.api import *\n", ""),
        ("from modules.orders.api import *\nfrom .service import *\n", " (it exports Clock, place)"),
        ("from os.path import *\n", ""),
        ("from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .service import place\n", ""),
        ("from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .service import *\n", ""),
        ("try:\n    import numpy\nexcept ImportError:\n    numpy = None\n", " (it exports numpy)"),
    ],
)
def test_what_a_facade_offers(facade: str, expected: str) -> None:
    """The advice lists what a facade defines and re-exports, not what it imports for itself or for type checkers."""
    files = {"modules/orders/api.py": facade, "report.py": "from modules.orders.clock import Row\n"}

    assert advice(files, "private-import") == [f"{INSTEAD}{expected}, or add `Row` there."]


@pytest.mark.parametrize(
    ("facade", "expected"),
    [
        ("from .clock import *\n", "Write: from modules.orders.api import Clock"),
        (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .clock import Clock\n",
            f"{INSTEAD}; its `Clock` is there for type checkers only.",
        ),
        (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .clock import Clock\n\n__all__ = ['Clock']\n",
            f"{INSTEAD}; its `Clock` is there for type checkers only.",
        ),
        (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from .clock import Clock\nelse:\n    Clock = 1\n",
            f"{INSTEAD} (it exports Clock); its `Clock` may be a different one.",
        ),
    ],
)
def test_the_name_to_write(facade: str, expected: str) -> None:
    """A name that comes by a star is there; one for type checkers is not."""
    files = {"modules/orders/api.py": facade, "report.py": "from modules.orders.clock import Clock\n"}

    assert advice(files, "private-import") == [expected]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"public/__init__.py": "", "public/__init__.pyi": "from ..clock import Clock\n"},
            "Import from `modules.orders.public` instead (it exports Clock); its `Clock` may be a different one.",
        ),
        (
            {"public/__init__.py": "from ..clock import Clock\n", "public/Clock.py": "x = 1\n"},
            "Import from `modules.orders.public` instead (it exports Clock); its `Clock` may be a different one.",
        ),
        (
            {"public/__init__.py": "", "public/main.py": "from ..clock import Clock\n"},
            "Write: from modules.orders.public.main import Clock",
        ),
        (
            {"public/__init__.py": "from ..clock import Clock as Watch\n"},
            "Write: from modules.orders.public import Watch as Clock",
        ),
        (
            {"public/__init__.py": "from ..clock import Clock as A, Clock\n"},
            "Write: from modules.orders.public import Clock",
        ),
    ],
)
def test_what_the_facade_certainly_offers(files: dict[str, str], expected: str) -> None:
    """What only a stub has, or a submodule may hide, is not written; another name of the same thing is."""
    orders = {
        "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
        "modules/orders/public/BUILD": "public_facade(sources=['*.py', '*.pyi'])\n",
        "report.py": "from modules.orders.clock import Clock\n",
        **{f"modules/orders/{path}": text for path, text in files.items()},
    }

    assert advice(orders, "private-import") == [expected]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("from modules.orders.api import place\n", 'such as "modules.billing.bill.place"'),
        ("from modules.orders.api import place, Clock as Uhr\n", 'such as "modules.billing.bill.Uhr"'),
        ("from modules.orders import api\n\napi.place()\n", 'such as "modules.orders.api.place"'),
        ("", "where it uses `modules.orders.api`"),
    ],
)
@pytest.mark.parametrize("patched", ["service.Clock", "clock.Clock", "service"])
def test_patches(patched: str, own: str, expected: str) -> None:
    """A patch replaces a name where it is looked up: no other module's name is advised, and no name of a facade."""
    test = f"from unittest.mock import patch\n\npatch('modules.orders.{patched}')\n"
    files = {**BILLING, "modules/billing/bill_test.py": test, "modules/billing/bill.py": own}
    expected = expected if patched != "service" else expected.replace("Uhr", "place")

    assert advice(files, "dynamic-private-import") == [
        f"Patch the name where your own code looks it up, {expected}: a patch replaces no other."
    ]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("patch('modules.orders.clock.Clock.now')", 'Write: "modules.orders.api.Clock.now"'),
        ("patch.dict('modules.orders.clock.Clock')", 'Write: "modules.orders.api.Clock"'),
    ],
)
def test_patches_inside_of_a_thing(call: str, expected: str) -> None:
    """What is changed in place is the same thing wherever it is looked up."""
    test = f"from unittest.mock import patch\n\n{call}\n"

    assert advice({**BILLING, "modules/billing/bill_test.py": test}, "dynamic-private-import") == [expected]


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("from modules.orders.service import place\n", "Write: from modules.orders.api import place"),
        ("def f():\n    from modules.orders.service import place\n", LOOKED_UP),
        ("import modules.orders\n\nmodules.orders.service.place()\n", LOOKED_UP),
    ],
)
def test_what_a_test_patches_in_an_object(use: str, expected: str) -> None:
    """What is looked up each time, and patched there, would no longer be patched by way of the facade."""
    test = "from unittest import mock\nfrom modules.orders import service\n\nmock.patch.object(service, 'place')\n"
    files = {"report_test.py": test, "report.py": use}
    found = evaluated({**ORDERS, **files}).findings

    assert [each.help for each in found if each.path == "report.py"] == [expected]
