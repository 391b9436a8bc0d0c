"""What is asked, against what is declared."""

from __future__ import annotations

import dataclasses
from typing import Any, Optional

import pytest

from pantstack.deploy import request
from pantstack.deploy.contract.plan import Environment, Module
from pantstack.deploy.errors import DeployError
from pantstack.deploy.request import Declared

LOCAL, PROD = Environment("local"), Environment("prod", "aws", requires_confirmation=True)
ORDERS = Declared("modules/orders", ("stack/libs/common",), (":api",), "infrastructure")
SHIPPING = Declared("modules/shipping", ("modules/orders", "stack/libs/common"), (":api",), "infrastructure")
COMMON = Declared("stack/libs/common")
ALL = (ORDERS, SHIPPING, COMMON)


@pytest.mark.parametrize(
    ("name", "known", "message"),
    [
        (
            None,
            [LOCAL, PROD],
            "--env is missing; the environments are: local, prod.\nAdd for instance --env=local.",
        ),
        (
            "nope",
            [LOCAL, PROD],
            (
                'No environment "nope"; the environments are: local, prod.\n'
                "Choose one of them, or declare it with deploy_environment(...) in BUILD at the root."
            ),
        ),
        (
            "local",
            [],
            'No environment is declared.\nAdd `deploy_environment(name="local")` to BUILD at the root.',
        ),
        (
            "local",
            [LOCAL, LOCAL],
            'Environment "local" is declared 2 times.\nKeep one deploy_environment.',
        ),
    ],
)
def test_environment_refused(name: Optional[str], known: list[Environment], message: str) -> None:
    """An environment that cannot be meant is refused with the names of those that can."""
    with pytest.raises(DeployError) as caught:
        request.environment(name, known)

    assert str(caught.value) == message


def test_environment_chosen() -> None:
    """The environment of that name is chosen."""
    assert request.environment("prod", [LOCAL, PROD]) == PROD


def test_modules_in_order() -> None:
    """Modules come in the order of their dependencies, and go in the reverse order."""
    selected = ["modules/shipping", "modules/orders"]

    assert request.modules(selected, ALL, reverse=False) == (ORDERS, SHIPPING)
    assert request.modules(selected, ALL, reverse=True) == (SHIPPING, ORDERS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"infrastructure": None},
            (
                "modules/orders/BUILD: orders cannot be deployed, it names no `infrastructure`.\n"
                'Add `infrastructure="infrastructure"` and the program there, or select other modules.'
            ),
        ),
        (
            {"path": "modules/My-Orders"},
            (
                'modules/My-Orders/BUILD: "My-Orders" cannot name a stack.\n'
                "Rename the folder to lower-case letters, digits and underscores, a letter first."
            ),
        ),
    ],
)
def test_module_refused(changes: dict[str, Any], message: str) -> None:
    """A module that cannot be deployed is refused at its BUILD file."""
    module = dataclasses.replace(ORDERS, **changes)

    with pytest.raises(DeployError) as caught:
        request.modules([module.path], [module], reverse=False)

    assert str(caught.value) == message


def test_no_module() -> None:
    """Without a module the message has a command that works."""
    with pytest.raises(DeployError) as caught:
        request.modules([], [COMMON, ORDERS], reverse=False)

    assert str(caught.value) == (
        "No module is selected.\nName one, for instance: ./pants deploy modules/orders --env=local"
    )


def test_one_name_twice() -> None:
    """Two modules of one name would share a stack, so they are refused."""
    other = dataclasses.replace(ORDERS, path="teams/orders")

    with pytest.raises(DeployError) as caught:
        request.modules(["modules/orders", "teams/orders"], [ORDERS, other], reverse=False)

    assert str(caught.value) == (
        'teams/orders/BUILD: modules/orders is named "orders" as well.\n'
        "Rename one of the folders: a stack is named after its module."
    )


def test_cycle() -> None:
    """A cycle is named, from its first module back to it."""
    one = Declared("modules/a", ("modules/b",), (), "infrastructure")
    other = Declared("modules/b", ("modules/a",), (), "infrastructure")

    with pytest.raises(DeployError) as caught:
        request.modules(["modules/b"], [one, other], reverse=False)

    assert str(caught.value) == (
        "modules/a/BUILD: no order is possible, the modules depend on each other:"
        " modules/a -> modules/b -> modules/a.\n"
        "Take one of them out of `depends_on`."
    )


def test_as_planned() -> None:
    """The plan has names of the modules that are called, and none of shared libraries."""
    assert request.as_planned(SHIPPING, ALL, {}) == Module(
        "shipping", "modules/shipping", "modules/shipping/infrastructure", ("orders",), after=("orders",)
    )


def test_credentials_in_one_line() -> None:
    """An environment that cannot be reached is refused in one line that lists all that is missing."""
    with pytest.raises(DeployError) as caught:
        request.check_credentials(PROD, {"HOME": "/nonexistent"})

    assert str(caught.value) == (
        'Environment "prod" cannot be reached: missing: AWS credentials'
        " (set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)"
        " and a place for Pulumi's state (set PULUMI_BACKEND_URL, or `backend_url` in BUILD)."
    )
