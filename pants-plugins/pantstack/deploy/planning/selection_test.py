"""What is requested, against what is declared."""

from __future__ import annotations

import dataclasses
from typing import Any, Optional

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.contract.model import Environment, Module
from pantstack.deploy.planning import selection
from pantstack.deploy.planning.deploy_options import DeployOptions
from pantstack.deploy.planning.selection import DeclaredModule

LOCAL, PROD = Environment("local"), Environment("prod", "aws", requires_confirmation=True)
ORDERS = DeclaredModule("modules/orders", ("stack/libs/common",), (":api",), "infrastructure")
SHIPPING = DeclaredModule("modules/shipping", ("modules/orders", "stack/libs/common"), (":api",), "infrastructure")
COMMON = DeclaredModule("stack/libs/common")
ALL = (ORDERS, SHIPPING, COMMON)


@pytest.mark.parametrize(
    ("name", "known", "message"),
    [
        (
            None,
            [LOCAL, PROD],
            "--env is missing; the environments are: local, prod.\nChoose one, for instance --env=local.",
        ),
        (
            "nope",
            [LOCAL, PROD],
            (
                'Unknown environment "nope"; the environments are: local, prod.\n'
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
    """An unknown environment is refused with the names of those that are declared."""
    with pytest.raises(UserError) as caught:
        selection.environment(name, known)

    assert f"{caught.value.message}\n{caught.value.help}" == message


def test_environment_chosen() -> None:
    """The environment of that name is chosen."""
    assert selection.environment("prod", [LOCAL, PROD]) == PROD


def test_modules_in_order() -> None:
    """Modules come in the order of their dependencies, and go in the reverse order."""
    selected = ["modules/shipping", "modules/orders"]

    assert selection.ordered(selected, ALL, reverse=False) == (ORDERS, SHIPPING)
    assert selection.ordered(selected, ALL, reverse=True) == (SHIPPING, ORDERS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"infrastructure": None},
            (
                "modules/orders/BUILD: orders cannot be deployed, it declares no `infrastructure`.\n"
                'Add `infrastructure="infrastructure"` and the program there, or select other modules.'
            ),
        ),
        (
            {"path": "modules/My-Orders"},
            (
                'modules/My-Orders/BUILD: "My-Orders" cannot name a stack.\n'
                "Rename the folder: at most 63 lower-case letters, digits and underscores, a letter first."
            ),
        ),
        (
            {"path": f"modules/{'a' * 64}"},
            (
                f'modules/{"a" * 64}/BUILD: "{"a" * 64}" cannot name a stack.\n'
                "Rename the folder: at most 63 lower-case letters, digits and underscores, a letter first."
            ),
        ),
    ],
)
def test_module_refused(changes: dict[str, Any], message: str) -> None:
    """A module that cannot be deployed is refused at its BUILD file."""
    module = dataclasses.replace(ORDERS, **changes)

    with pytest.raises(UserError) as caught:
        selection.ordered([module.path], [module], reverse=False)

    assert f"{caught.value.message}\n{caught.value.help}" == message


def test_longest_name() -> None:
    """A name of 63 characters is one that stacks may have."""
    module = dataclasses.replace(ORDERS, path=f"modules/{'a' * 63}")

    assert selection.ordered([module.path], [module], reverse=False) == (module,)


def test_no_module() -> None:
    """Without a module the message has a command that works."""
    with pytest.raises(UserError) as caught:
        selection.ordered([], [COMMON, ORDERS], reverse=False)

    assert caught.value == UserError(
        "No module is selected.", "Select one, for instance: ./pants deploy modules/orders --env=local"
    )


def test_one_name_twice() -> None:
    """Two modules of one name would share a stack, so they are refused."""
    other = dataclasses.replace(ORDERS, path="teams/orders")

    with pytest.raises(UserError) as caught:
        selection.ordered(["modules/orders", "teams/orders"], [ORDERS, other], reverse=False)

    assert caught.value == UserError(
        'teams/orders/BUILD: modules/orders is named "orders" as well.',
        "Rename one of the folders: a stack is named after its module.",
    )


def test_cycle() -> None:
    """A cycle is named, from its first module back to it."""
    one = DeclaredModule("modules/a", ("modules/b",), (), "infrastructure")
    other = DeclaredModule("modules/b", ("modules/a",), (), "infrastructure")

    with pytest.raises(UserError) as caught:
        selection.ordered(["modules/b"], [one, other], reverse=False)

    assert caught.value == UserError(
        "modules/a/BUILD: modules depend on each other, so they have no order: modules/a -> modules/b -> modules/a.",
        "Remove one of them from `depends_on`.",
    )


def test_planned_module() -> None:
    """The plan has names of the modules that are called, and none of shared libraries."""
    assert selection.planned_module(SHIPPING, ALL, {}) == Module(
        "shipping", "modules/shipping", "modules/shipping/infrastructure", ("orders",), after=("orders",)
    )


def test_dependents() -> None:
    """What stays and depends on a selected module is named with it, also by way of a library, and once it is deployed."""
    library = DeclaredModule("libs/clients", ("modules/orders",))
    billing = DeclaredModule("modules/billing", ("libs/clients",), (), "infrastructure")
    unnamed = DeclaredModule("modules/Bad-Name", ("modules/orders",), (), "infrastructure")
    declared = [*ALL, library, billing, unnamed]

    assert selection.dependents([ORDERS], declared) == {"shipping": ("orders",), "billing": ("orders",)}
    assert selection.dependents([ORDERS, SHIPPING], declared) == {"billing": ("orders",)}
    assert selection.dependents([SHIPPING], declared) == {}


def test_removed() -> None:
    """A module that is gone is known by its name, which must be that of no other one: its stack would be that one's."""
    assert selection.removed(("modules/gone", "modules/gone"), ["modules/orders"]) == (
        DeclaredModule("modules/gone", infrastructure="."),
    )
    for path, declared in (("modules/orders", ["apps/orders"]), ("modules/Orders", ["apps/orders"]), ("x-y", [])):
        with pytest.raises(UserError) as caught:
            selection.removed((path,), declared)
        assert caught.value.message == f"{path}: there is no such module."
    with pytest.raises(UserError, match='is named "x" as well'):
        selection.removed(("a/x", "b/x"), [])
    with pytest.raises(UserError, match="there is no such module"):
        selection.removed(("modules/orders",), ["modules/purchases"], {"orders"})


def test_a_renamed_module() -> None:
    """A module that was deployed by another name keeps it, for itself and for those that depend on it."""
    renamed = dataclasses.replace(ORDERS, path="modules/purchases", deployed_as="orders")
    user = dataclasses.replace(SHIPPING, depends_on=("modules/purchases",))
    declared = (renamed, user, COMMON)

    assert selection.planned_module(renamed, declared, {}).name == "orders"
    assert selection.planned_module(user, declared, {}).depends_on == ("orders",)
    assert selection.dependents([renamed], declared) == {"shipping": ("orders",)}


def test_a_restart_elsewhere() -> None:
    """Only services of this machine are restarted."""
    selection.check_restart(Environment("local"), DeployOptions(restart=True))
    selection.check_restart(Environment("prod", "aws"), DeployOptions())
    with pytest.raises(UserError) as caught:
        selection.check_restart(Environment("prod", "aws"), DeployOptions(restart=True))
    assert (caught.value.message, caught.value.help) == (
        '--restart is for services of this machine, and those of "prod" run elsewhere.',
        "Restart them there, or deploy with --force.",
    )
