"""Selections of the command line that select nothing."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.planning import requested
from pantstack.deploy.planning.requested import Requested

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

    assert caught.value.help == "No module of this repository has `infrastructure`."
