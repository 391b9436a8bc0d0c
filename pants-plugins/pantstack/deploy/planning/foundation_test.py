"""The foundation of an environment among its modules."""

from __future__ import annotations

import dataclasses
from typing import Optional

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.contract.model import Environment, Module
from pantstack.deploy.planning import foundation, selection
from pantstack.deploy.planning.selection import DeclaredModule

BASE = DeclaredModule("stack/base", ("modules/names",), infrastructure=".")
NAMES = DeclaredModule("modules/names", infrastructure="infrastructure")
ORDERS = DeclaredModule("modules/orders", (), (":api",), "infrastructure")
SHIPPING = DeclaredModule("modules/shipping", ("modules/orders",), (":api",), "infrastructure")
COMMON = DeclaredModule("stack/common")
ALL = (NAMES, ORDERS, SHIPPING, BASE, COMMON)
FOUNDED = foundation.with_foundation(ALL, "stack/base")
PROD, LOCAL = Environment("prod", foundation="stack/base"), Environment("local")


def test_founded() -> None:
    """All modules with infrastructure depend on it, except itself and what it needs."""
    assert foundation.with_foundation(ALL, None) == ALL
    assert [each.foundation for each in FOUNDED] == [None, "stack/base", "stack/base", None, None]
    assert [dataclasses.replace(each, foundation=None) for each in FOUNDED] == list(ALL)


def test_order() -> None:
    """It comes first and is removed last, and every module depends on it; none gets its address."""
    paths = [each.path for each in (SHIPPING, ORDERS, BASE)]
    assert [each.name for each in selection.ordered(paths, FOUNDED, reverse=False)] == ["base", "orders", "shipping"]
    assert [each.name for each in selection.ordered(paths, FOUNDED, reverse=True)] == ["shipping", "orders", "base"]
    assert selection.with_dependencies(["modules/shipping"], FOUNDED) == (
        "modules/shipping",
        "modules/names",
        "modules/orders",
        "stack/base",
    )
    assert selection.planned_module(FOUNDED[2], FOUNDED, {}) == Module(
        "shipping",
        "modules/shipping",
        "modules/shipping/infrastructure",
        ("orders",),
        after=("base", "names", "orders"),
    )
    assert selection.planned_module(FOUNDED[3], FOUNDED, {}) == Module(
        "base", "stack/base", "stack/base", ("names",), after=("names",)
    )


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (None, ""),
        ("stack/base", ""),
        ("stack/none", "is not a module"),
        ("stack/common", "declares no `infrastructure`"),
    ],
)
def test_check(path: Optional[str], reason: str) -> None:
    """What is not a module with infrastructure cannot be a foundation."""
    environment = Environment("prod", foundation=path)
    error = None
    try:
        foundation.check(environment, ALL)
    except UserError as caught:
        error = caught

    expected = UserError(
        f'BUILD: `foundation` of environment "prod" is {path}, which {reason}.',
        "Write the path of a `pantstack_module` with `infrastructure`, or remove `foundation`.",
    )
    assert error == (expected if reason else None)


def test_foundation_of_another_environment() -> None:
    """It is deployed only to environments that declare it."""
    foundation.check_selected(["modules/orders", "stack/base"], PROD, (LOCAL, PROD))
    foundation.check_selected(["modules/orders"], LOCAL, (LOCAL, PROD))
    with pytest.raises(UserError) as caught:
        foundation.check_selected(["modules/orders", "stack/base"], LOCAL, (LOCAL, PROD))

    assert caught.value == UserError(
        'stack/base is the foundation of prod, and environment "local" does not declare it.',
        'Use --env=prod, or add `foundation="stack/base"` to "local" in BUILD at the root.',
    )
