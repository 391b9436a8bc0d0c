"""Entries of `dependencies` that go around a facade."""

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
    "modules/shipping/BUILD": 'pantstack_module(description="Ships", depends_on=["modules/orders"])\n',
    "modules/shipping/core.py": "from modules.orders.public import Client\n",
}


def entry(text: str, folder: str = "modules/shipping/deep") -> dict[str, str]:
    """The files with a target that has one entry."""
    return {**FILES, f"{folder}/BUILD": f'python_sources(\n    name="lib",\n    dependencies=["{text}"],\n)\n'}


@pytest.mark.parametrize(
    "text",
    [
        "modules/orders",
        "//modules/orders",
        "modules/orders:orders",
        "modules/orders/public",
        "//modules/orders/public",
        "modules/orders/public:public",
        "modules/orders/public@resolve=orders_core",
        "modules/orders/public#__init__.py",
        "modules/orders/public/__init__.py",
        "!modules/orders:lib",
        "!!modules/orders/core.py",
        ":other",
        "./core.py",
        "modules/shipping:lib",
        "//:root",
        "3rdparty/python#requests",
        "3rdparty/python:orders",
        "modules/ordersx:lib",
    ],
)
def test_free(text: str) -> None:
    """The facade, the address of its module, one's own targets, what is excluded, and what no module owns."""
    assert evaluated(entry(text)).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "modules/orders:lib",
        "//modules/orders:lib",
        "modules/orders:lib@resolve=orders_core",
        "modules/orders:lib#core.py",
        "modules/orders:lib#core.py@resolve=orders_core",
        "modules/orders/core.py",
        "//modules/orders/core.py",
        "modules/orders/core.py:lib",
        "modules/orders/public:tests",
        "modules/orders/public/table.csv",
    ],
)
def test_private(text: str) -> None:
    """However it is addressed, it is found at the entry."""
    found = evaluated(entry(text)).findings

    assert [(each.path, each.position, each.code, each.target) for each in found] == [
        ("modules/shipping/deep/BUILD", Position(3, 19), "private-dependency", text)
    ]


def test_outside_every_module() -> None:
    """Files that no module owns have no more rights."""
    (found,) = evaluated(entry("modules/orders:lib", "tools")).findings

    assert found == Finding(
        "tools/BUILD",
        Position(3, 19),
        "private-dependency",
        "`modules/orders:lib` is internal to `modules/orders`.",
        "modules/orders/public/BUILD:1 declares what is public there.",
        'Write "modules/orders" instead, or delete the entry: Pants infers it from the import.',
    )


def test_a_facade_with_a_name_of_its_own() -> None:
    """The address of the module stands for it, whatever its name; that of other targets beside it does not."""
    files = {
        "libs/kit/BUILD": 'pantstack_module(description="A kit")\n\npublic_facade(name="lib")\n',
        "libs/kit/__init__.py": "",
        "tools/BUILD": 'python_sources(dependencies=["libs/kit:tables", "libs/kit", "libs/kit:lib"])\n',
    }

    assert evaluated(files).findings == (
        Finding(
            "tools/BUILD",
            Position(1, 30),
            "private-dependency",
            "`libs/kit:tables` is internal to `libs/kit`.",
            "libs/kit/BUILD:3 declares what is public there.",
            'Write "libs/kit" instead, or delete the entry: Pants infers it from the import.',
        ),
    )


def test_a_module_without_a_facade() -> None:
    """There is nothing to write instead."""
    files = {
        "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
        "modules/orders/core.py": "",
        "tools/BUILD": 'python_sources(dependencies=["modules/orders:lib"])\n',
    }

    assert evaluated(files).findings == (
        Finding(
            "tools/BUILD",
            Position(1, 30),
            "private-dependency",
            "`modules/orders:lib` is internal to `modules/orders`.",
            "modules/orders/BUILD:1 declares the module, and it has no facade.",
            "Declare a public_facade in modules/orders, or delete the entry.",
        ),
    )


def test_a_facade_without_a_target() -> None:
    """Where a module lists its public files, those may be named, and the module for all; the rest is private."""
    files = {
        "modules/orders/BUILD": 'pantstack_module(description="Takes orders", public=["public/*.py"])\n',
        "modules/orders/public/__init__.py": "class Client: ...\n",
        "modules/shipping/deep/BUILD": (
            'python_sources(dependencies=["modules/orders/public/__init__.py", "modules/orders:lib", "modules/orders"])\n'
        ),
    }

    assert evaluated(files).findings == (
        Finding.of(
            "modules/shipping/deep/BUILD",
            "private-dependency",
            "`modules/orders:lib` is internal to `modules/orders`.",
            "modules/orders/BUILD:1 declares what is public there.",
            'Write "modules/orders" instead, or delete the entry: Pants infers it from the import.',
            "modules/orders:lib",
        ).at(Position(1, 67)),
    )


def test_a_module_of_one_file() -> None:
    """Its address stands for the file, which is all facade, also beside the module around it."""
    files = {
        "shop/BUILD": (
            'pantstack_module(description="Shop")\n'
            'pantstack_module(name="bills", description="Bills", file="bills.py")\n'
        ),
        "shop/core.py": "",
        "shop/bills.py": "",
        "tools/BUILD": 'python_sources(dependencies=["shop:bills", "shop/bills.py", "shop:lib"])\n',
    }

    assert [each.target for each in evaluated(files).findings] == ["shop:lib"]
