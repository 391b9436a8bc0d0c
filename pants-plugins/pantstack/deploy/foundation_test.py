"""The foundation of an environment among its modules."""

from __future__ import annotations

import dataclasses
from typing import Optional

import pytest

from pantstack.deploy import foundation, request
from pantstack.deploy.contract.plan import Environment, Module
from pantstack.deploy.errors import DeployError
from pantstack.deploy.request import Declared

BASE = Declared("stack/base", ("modules/names",), infrastructure=".")
NAMES = Declared("modules/names", infrastructure="infrastructure")
ORDERS = Declared("modules/orders", (), (":api",), "infrastructure")
SHIPPING = Declared("modules/shipping", ("modules/orders",), (":api",), "infrastructure")
COMMON = Declared("stack/common")
ALL = (NAMES, ORDERS, SHIPPING, BASE, COMMON)
FOUNDED = foundation.founded(ALL, "stack/base")
PROD, LOCAL = Environment("prod", foundation="stack/base"), Environment("local")


def test_founded() -> None:
    """All modules with infrastructure stand on it, but for itself and what it needs."""
    assert foundation.founded(ALL, None) == ALL
    assert [each.foundation for each in FOUNDED] == [None, "stack/base", "stack/base", None, None]
    assert [dataclasses.replace(each, foundation=None) for each in FOUNDED] == list(ALL)


def test_order() -> None:
    """It is laid first and taken down last, and is what every module depends on; none is told its address."""
    paths = [each.path for each in (SHIPPING, ORDERS, BASE)]
    assert [each.name for each in request.modules(paths, FOUNDED, reverse=False)] == ["base", "orders", "shipping"]
    assert [each.name for each in request.modules(paths, FOUNDED, reverse=True)] == ["shipping", "orders", "base"]
    assert request.with_dependencies(["modules/shipping"], FOUNDED) == (
        "modules/shipping",
        "modules/names",
        "modules/orders",
        "stack/base",
    )
    assert request.as_planned(FOUNDED[2], FOUNDED, {}) == Module(
        "shipping",
        "modules/shipping",
        "modules/shipping/infrastructure",
        ("orders",),
        after=("base", "names", "orders"),
    )
    assert request.as_planned(FOUNDED[3], FOUNDED, {}) == Module(
        "base", "stack/base", "stack/base", ("names",), after=("names",)
    )


@pytest.mark.parametrize(
    ("path", "fact"),
    [(None, ""), ("stack/base", ""), ("stack/none", "is no module"), ("stack/common", "names no `infrastructure`")],
)
def test_check(path: Optional[str], fact: str) -> None:
    """What is no module with infrastructure cannot be a foundation."""
    environment = Environment("prod", foundation=path)
    said = ""
    try:
        foundation.check(environment, ALL)
    except DeployError as error:
        said = str(error)

    assert said == (
        fact
        and f'BUILD: `foundation` of environment "prod" is {path}, which {fact}.\n'
        "Name the path of a `pantstack_module` with `infrastructure`, or leave `foundation` out."
    )


def test_foundation_of_another_environment() -> None:
    """It is deployed to environments that name it only."""
    foundation.check_selected(["modules/orders", "stack/base"], PROD, (LOCAL, PROD))
    foundation.check_selected(["modules/orders"], LOCAL, (LOCAL, PROD))
    with pytest.raises(DeployError) as caught:
        foundation.check_selected(["modules/orders", "stack/base"], LOCAL, (LOCAL, PROD))

    assert str(caught.value) == (
        'stack/base is the foundation of prod, and environment "local" does not name it.\n'
        'Choose --env=prod, or add `foundation="stack/base"` to "local" in BUILD at the root.'
    )
