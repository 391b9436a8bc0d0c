"""Errors in the layers that a module declares inside of itself."""

from __future__ import annotations

from pantstack.base.locations import SourceLocation
from pantstack.declarations.model import Module
from pantstack.declarations.validation import Declarations, build

PLACE = SourceLocation("orders/BUILD", 3)
FILES = ("orders/api/main.py", "orders/service/core.py", "orders/kinds.py", "orders/inside/x.py")


def _errors(*layers: str, is_file: bool = False) -> list[str]:
    """What is wrong with layers of a module."""
    orders = Module("orders/kinds.py" if is_file else "orders", PLACE, "Orders", inner_layers=layers, is_file=is_file)
    inside = Module("orders/inside", SourceLocation("orders/inside/BUILD", 1), "Inside")
    return [str(error) for error in build(Declarations((orders, inside), (), (), FILES, {}))[1]]


def test_layers_that_are_right() -> None:
    """Folders and files of the module are layers, those inside each other too."""
    assert _errors("api", "service", "kinds.py") == []
    assert _errors("service/core.py", "service") == [
        (
            "orders/BUILD:3 `service` in inner_layers of `orders` has no Python file of its own.\n"
            "  Correct the path, or delete it."
        )
    ]


def test_layers_outside_of_the_module() -> None:
    """A path that leads out of the module, or that is a glob, is an error with file and line."""
    for path in ("../stock", "/api", "api/", ".", "", "api/*", "a:b"):
        assert _errors("api", path) == [
            (
                f"orders/BUILD:3 `{path}` in inner_layers is not a folder or Python file of `orders`.\n"
                "  Write it relative to the module, such as backend/service (no globs, no `..`, no `/` at its end)."
            )
        ]


def test_layers_without_a_file() -> None:
    """A layer that no file is in is an error, which names the file or the module that may be meant."""
    assert _errors("api", "storage", "kinds", "inside") == [
        (
            "orders/BUILD:3 `inside` in inner_layers of `orders` belongs to the module `orders/inside`.\n"
            "  Delete it: each module has its own layers."
        ),
        (
            "orders/BUILD:3 `kinds` in inner_layers of `orders` has no Python file of its own.\n"
            "  Write `kinds.py`, if it is this file."
        ),
        (
            "orders/BUILD:3 `storage` in inner_layers of `orders` has no Python file of its own.\n"
            "  Correct the path, or delete it."
        ),
    ]


def test_layers_that_are_listed_twice_or_alone() -> None:
    """A layer has one place, and one layer alone decides nothing."""
    assert _errors("api", "service", "api") == [
        "orders/BUILD:3 `api` is listed twice in inner_layers.\n  Keep one: each layer has one place."
    ]
    assert _errors("api") == [
        (
            "orders/BUILD:3 `orders` has one layer alone in inner_layers.\n"
            "  List two at least, outermost first, or delete the field."
        )
    ]


def test_layers_of_a_module_that_is_a_file() -> None:
    """A module that is one file has none."""
    assert _errors("api", "service", is_file=True) == [
        (
            "orders/BUILD:3 `orders/kinds.py` is one file and has `inner_layers`.\n"
            "  Delete `inner_layers`, or `file`: only a module that is a directory has it."
        )
    ]
