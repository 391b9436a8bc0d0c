"""Private imports: where each is found, and what to write instead."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

FACADE = "modules/orders/public/BUILD:1 declares what is public there."
ORDERS = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/service/__init__.py": "class OrdersService: ...\n",
    "modules/orders/service/models.py": "class Order: ...\n\n\nclass Row: ...\n",
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/__init__.py": "from ..service.models import Order\n\n__all__ = ['Order', 'place']\n\n\ndef place(): ...\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from modules.orders.public import Order\n", []),
        ("import modules.orders\n", []),
        ("import json, modules.orders.service.models as m\n", ["1:14"]),
        ("from modules.orders import public, service\n", ["1:36"]),
        ("from modules.orders.service import *\n", ["1:36"]),
        ("from modules.orders.service import missing\n", ["1:36"]),
        ("try:\n    from .modules.orders import service\nexcept ImportError:\n    service = None\n", ["2:33"]),
        ("from modules.orders import (\n    public,\n    service as s,\n)\n", ["3:5"]),
        ("import modules.orders.public\n\nmodules.orders.service.OrdersService()\n", ["3:1"]),
        ("import modules.orders.public\n\nmodules.orders.public.place()\n", []),
        ("import modules.orders.service as s\n\ns.models.Order()\n", ["1:8"]),
        ("import modules.orders.public  # é\nx = 'é', modules.orders.service\n", ["2:10"]),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    """Each import is found once, at the name that reaches inside."""
    found = evaluated({**ORDERS, "report.py": text}).findings

    assert [(each.path, each.code) for each in found] == [("report.py", "private-import")] * len(expected)
    assert [f"{each.position.line}:{each.position.column}" for each in found] == expected


def test_the_whole_finding() -> None:
    """A finding names what is reached, the declaration that decided, and the line to write."""
    (found,) = evaluated({**ORDERS, "report.py": "from modules.orders.service.models import Order\n"}).findings

    assert found == Finding(
        "report.py",
        Position(1, 43),
        "private-import",
        "`modules.orders.service.models` is internal to `modules/orders`.",
        FACADE,
        "Write: from modules.orders.public import Order",
    )
    assert (found.target, found.end) == ("modules.orders.service.models:Order", Position(1, 48))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from modules.orders.service.models import Order as O", "Write: from modules.orders.public import Order"),
        (
            "from modules.orders.service.models import Row",
            "Import from `modules.orders.public` instead (it exports Order, place), or add `Row` there.",
        ),
        ("import modules.orders.service", "Import from `modules.orders.public` instead (it exports Order, place)."),
        (
            "from modules.orders.service import *",
            "Import from `modules.orders.public` instead (it exports Order, place).",
        ),
        (
            "from modules.orders.other import place",
            "Import from `modules.orders.public` instead (it exports Order, place); its `place` may be a different one.",
        ),
        (
            "from pkgutil import resolve_name\nresolve_name('modules.orders.service.models.Order')",
            'Write: "modules.orders.public.Order"',
        ),
    ],
)
def test_advice(text: str, expected: str) -> None:
    """The public name is given where it is the same thing, else what the facade exports."""
    files = {**ORDERS, "modules/orders/other.py": "def place(): ...\n", "report.py": f"{text}\n"}

    assert [each.help for each in evaluated(files).findings] == [expected]


def test_advice_where_the_facade_is_a_file_without_a_package() -> None:
    """The line to write names the file of the facade that exports the name."""
    files = {
        **ORDERS,
        "modules/orders/public/client.py": "from ..service.models import Order\n",
        "report.py": "from modules.orders.service.models import Order\n",
    }
    del files["modules/orders/public/__init__.py"]

    assert [each.help for each in evaluated(files).findings] == [
        "Write: from modules.orders.public.client import Order"
    ]


def test_advice_prefers_the_facades_package() -> None:
    """Of several files of the facade that offer the same, the package is named."""
    files = {
        **ORDERS,
        "modules/orders/public/API.py": "from ..service.models import Order\n",
        "report.py": "from modules.orders.service.models import Order\n",
    }

    assert [each.help for each in evaluated(files).findings] == ["Write: from modules.orders.public import Order"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from modules.orders import generated\n", ["modules.orders:generated"]),
        ("import modules.orders\n\nmodules.orders.generated.run()\n", ["modules.orders:generated"]),
        ("from modules.orders import __path__\n", []),
        ("import modules.orders\n", []),
        ("from modules.orders import *\n", []),
    ],
)
def test_unknown_names_at_a_package_with_public_and_private_files(text: str, expected: list[str]) -> None:
    """What is not there to be judged, such as generated code, is internal; what every package has is not."""
    findings = evaluated({**ORDERS, "report.py": text}).findings

    assert [each.target for each in findings] == expected


@pytest.mark.parametrize(("number", "rest"), [(12, ""), (13, " and 1 more"), (40, " and 28 more")])
def test_advice_of_a_facade_that_offers_much(number: int, rest: str) -> None:
    """Only the first twelve names of many are listed."""
    offer = "".join(f"def name_{index:02}(): ...\n" for index in range(number))
    files = {**ORDERS, "modules/orders/public/__init__.py": offer, "report.py": "import modules.orders.service\n"}

    listed = ", ".join(f"name_{index:02}" for index in range(12))
    assert [each.help for each in evaluated(files).findings] == [
        f"Import from `modules.orders.public` instead (it exports {listed}{rest})."
    ]


def test_advice_of_a_facade_that_offers_nothing() -> None:
    """What is missing there can be added."""
    files = {
        **ORDERS,
        "modules/orders/public/__init__.py": "",
        "report.py": "from modules.orders.service import OrdersService\n",
    }

    assert [each.help for each in evaluated(files).findings] == [
        "Import from `modules.orders.public` instead, or add `OrdersService` there."
    ]


def test_a_module_without_a_facade() -> None:
    """Everything in it is private, and the module's own declaration decides."""
    files = {
        "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
        "modules/orders/core.py": "VALUE = 1\n",
        "modules/orders/own.py": "from modules.orders.core import VALUE\n",
        "report.py": "from modules.orders.core import VALUE\n",
    }

    assert evaluated(files).findings == (
        Finding(
            "report.py",
            Position(1, 33),
            "private-import",
            "`modules.orders.core` is internal to `modules/orders`.",
            "modules/orders/BUILD:1 declares the module, and it has no facade.",
            "Declare a public_facade in modules/orders, or remove this import.",
        ),
    )


def test_an_internal_module_that_the_facade_hands_on() -> None:
    """It is followed through three packages to where it is, and the facade's file is named."""
    files = {
        **ORDERS,
        "modules/orders/one/__init__.py": "from .two import engine\n",
        "modules/orders/one/two/__init__.py": "from .three import engine\n",
        "modules/orders/one/two/three/__init__.py": "from . import engine\n",
        "modules/orders/one/two/three/engine.py": "class Engine: ...\n",
        "modules/orders/public/__init__.py": "from ..one import engine\n\n__all__ = ['place']\n\n\ndef place(): ...\n",
        "report.py": "from modules.orders.public import engine\nfrom modules.orders import public\n\npublic.engine.Engine()\n",
    }

    fact = (
        "`modules.orders.one.two.three.engine` is internal to `modules/orders`."
        " modules/orders/public/__init__.py re-exports it."
    )
    offer = "Import from `modules.orders.public` instead (it exports place)"
    assert evaluated(files).findings == (
        Finding("report.py", Position(1, 35), "private-import", fact, FACADE, f"{offer}."),
        Finding("report.py", Position(4, 1), "private-import", fact, FACADE, f"{offer}, or add `Engine` there."),
    )


def test_internals_that_a_file_outside_every_module_hands_on() -> None:
    """The finding of the module that reads them is its own, and names the file that imports them."""
    files = {
        **ORDERS,
        "modules/shipping/BUILD": 'pantstack_module(description="Ships", depends_on=["modules/orders"])\n',
        "modules/shipping/core.py": "from modules.orders.public import place\nfrom scripts.further import OrdersService\n",
        "scripts/hop.py": (
            "from modules.orders.service import OrdersService  # pantstack: ignore[private-import] a script of theirs\n"
        ),
        "scripts/further.py": "from scripts.hop import *\n",
        "modules/orders/service/__init__.py": "class OrdersService: ...\n",
        "modules/orders/public/__init__.py": "def place(): ...\n",
    }

    assert evaluated(files).findings == (
        Finding(
            "modules/shipping/core.py",
            Position(2, 29),
            "private-import",
            "`modules.orders.service` is internal to `modules/orders`. scripts/hop.py re-exports it.",
            FACADE,
            "Import from `modules.orders.public` instead (it exports place), or add `OrdersService` there.",
        ),
    )


def test_advice_names_no_module_that_the_facade_should_not_offer() -> None:
    """An internal module among the public names is no way out, not even for that module."""
    files = {
        **ORDERS,
        "modules/orders/service/__init__.py": "from . import models as kit\n",
        "modules/orders/public/__init__.py": "from ..service import kit\n\n\ndef place(): ...\n",
        "report.py": "import modules.orders.service\nfrom modules.orders.service import kit\n",
    }

    assert [each.help for each in evaluated(files).findings if each.path == "report.py"] == [
        "Import from `modules.orders.public` instead (it exports place).",
        "Import from `modules.orders.public` instead (it exports place).",
    ]


def test_imports_for_type_checkers() -> None:
    """They are judged unless the option says otherwise; the other branch is judged in any case."""
    files = {
        **ORDERS,
        "report.py": (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import modules.orders.service\n"
            "else:\n    import modules.orders.service\n"
        ),
    }
    off = evaluated(files, type_checking=False)

    assert [each.position.line for each in evaluated(files).findings] == [4, 6]
    assert [each.position.line for each in off.findings] == [6]
