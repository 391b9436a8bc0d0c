"""Selections of the command line that select nothing."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.base.errors import UserError
from pantstack.declarations import requested
from pantstack.declarations.requested import Requested

MODULES = ("modules/inventory", "modules/orders", "modules/shipping", "teams/b/zoo")
TARGETS = {"": ["local"], "3rdparty/python": ["infra"], **{path: [path.rpartition("/")[2], "api"] for path in MODULES}}


@pytest.mark.parametrize(
    "selection",
    [
        Requested("modules/orders", "modules/orders"),
        Requested("modules/orders:api", "modules/orders", "api"),
        Requested("3rdparty/python:infra", "3rdparty/python", "infra"),
        Requested("modules::", "modules", recursive=True),
        Requested("::", "", recursive=True),
    ],
)
def test_something(selection: Requested) -> None:
    """Whatever selects a target is for Pants to resolve."""
    requested.check([selection], TARGETS, MODULES)


@pytest.mark.parametrize(
    ("text", "target", "recursive", "nearest"),
    [
        ("modules/ordres", None, False, "Did you mean `modules/orders`?"),
        ("orders", None, False, "Did you mean `modules/orders`?"),
        ("modules/order", None, True, "Did you mean `modules/orders`?"),
        ("modules/orders/backend", None, False, "Did you mean `modules/orders`?"),
        ("modules/orders", "no", False, "Did you mean `modules/orders`?"),
        ("teams/a/zoo", None, False, "Did you mean `teams/b/zoo`?"),
        ("modules/nope", None, False, "Did you mean `modules/orders` or `modules/inventory` or `modules/shipping`?"),
        ("x", None, False, "Select a module, such as modules/inventory, modules/orders, modules/shipping and 1 more."),
        (
            "\x1b[31m" + "x" * 80,
            None,
            False,
            "Select a module, such as modules/inventory, modules/orders, modules/shipping and 1 more.",
        ),
    ],
)
def test_nothing(text: str, target: Optional[str], nearest: str, *, recursive: bool) -> None:
    """A path without any target is refused with the modules that were meant, however it is written."""
    with pytest.raises(UserError) as caught:
        requested.check([Requested(text, text, target, recursive)], TARGETS, MODULES)

    shown = text if text.isprintable() else "\\x1b[31m" + "x" * 55
    assert caught.value == UserError(f"{shown}: there is no such module.", nearest)


def test_gone() -> None:
    """What may have been a module is a folder without any target; a target of a folder that is there is not."""
    selections = [
        Requested("modules/gone", "modules/gone"),
        Requested("modules/lost:lost", "modules/lost", "lost"),
        Requested("modules/gone:api", "modules/gone", "api"),
        Requested("modules/gone::", "modules/gone", recursive=True),
        Requested("modules/orders", "modules/orders"),
        Requested("modules/orders:orders", "modules/orders", "nope"),
    ]

    assert requested.gone(selections, TARGETS) == ("modules/gone", "modules/lost")


def test_no_modules() -> None:
    """Where nothing can be deployed that is the reason."""
    with pytest.raises(UserError) as caught:
        requested.check([Requested("a", "a")], {}, ())

    assert caught.value.help == "No module of this repository can be selected."


def test_named() -> None:
    """A bare word is the name of the one module that has it, unless the folder of that name has targets."""
    every = (*MODULES, "src/billing.py", "stack/libs/zoo")
    selections = [
        Requested("orders", "orders"),
        Requested("billing", "billing"),
        Requested("ordres", "ordres"),
        Requested("orders:api", "orders", "api"),
        Requested("orders::", "orders", recursive=True),
        Requested("x/orders", "x/orders"),
    ]
    with pytest.raises(UserError) as caught:
        requested.named(Requested("zoo", "zoo"), TARGETS, every)

    found = [requested.named(selection, TARGETS, every) for selection in selections]
    assert found == ["modules/orders", "src/billing.py", None, None, None, None]
    assert requested.named(selections[0], {"orders": ["x"]}, every) is None
    assert caught.value == UserError(
        "zoo: teams/b/zoo and stack/libs/zoo have this name.", "Write the path of one of them."
    )


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Requested("orders", "orders"), MODULES[1:2]),
        (Requested("modules/orders", "modules/orders"), MODULES[1:2]),
        (Requested("modules/orders:orders", "modules/orders", "orders"), MODULES[1:2]),
        (Requested("modules/orders::", "modules/orders", recursive=True), MODULES[1:2]),
        (Requested("modules", "modules"), MODULES[:3]),
        (Requested("modules::", "modules", recursive=True), MODULES[:3]),
        (Requested("::", "", recursive=True), MODULES),
    ],
)
def test_chosen(selection: Requested, expected: tuple[str, ...]) -> None:
    """A module is chosen by itself, or with all others of a folder."""
    assert requested.chosen([selection], MODULES) == expected


@pytest.mark.parametrize(
    "selection",
    [
        Requested("ordres", "ordres"),
        Requested("modules/orders:api", "modules/orders", "api"),
        Requested("modules/orders/backend::", "modules/orders/backend", recursive=True),
        Requested("modules/orders/x.py", "modules/orders/x.py"),
    ],
)
def test_nothing_chosen(selection: Requested) -> None:
    """What is no module is refused with the one that was meant."""
    with pytest.raises(UserError) as caught:
        requested.chosen([selection], MODULES)

    assert caught.value == UserError(f"{selection.text}: there is no such module.", "Did you mean `modules/orders`?")
