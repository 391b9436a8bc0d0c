"""Stacks that are read and not declared."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

ORDERS = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders", infrastructure="infrastructure")\n',
    "modules/orders/infrastructure/__main__.py": "",
}
PROGRAM = "modules/shipping/infrastructure/__main__.py"


def shipping(name: str, *depends_on: str) -> dict[str, str]:
    """Two modules, the second one's program with a stack reference."""
    return {
        **ORDERS,
        "modules/shipping/BUILD": (
            f'pantstack_module(depends_on={list(depends_on)}, infrastructure="infrastructure")\n'
        ),
        PROGRAM: f"import pulumi\n\npulumi.StackReference({name})\n",
    }


def test_the_whole_finding() -> None:
    """It says who reads what, which declaration decides, and what to write."""
    (found,) = evaluated(shipping('"acme/orders/prod"')).findings

    assert found == Finding(
        PROGRAM,
        Position(3, 23),
        "undeclared-stack-reference",
        "`modules/shipping` reads the stack of `modules/orders` but does not declare it.",
        "modules/shipping/BUILD:1 has depends_on=[].",
        'Add "modules/orders" to depends_on there, so that it is deployed first, or remove this reference.',
    )
    assert (found.target, found.end, found.severity) == ("modules/orders", Position(3, 41), "error")


def test_the_whole_warning() -> None:
    """What is not written down is shown as it stands, and is a warning."""
    (found,) = evaluated(shipping('  f"acme/{name(  )}/prod"')).findings

    assert found == Finding(
        PROGRAM,
        Position(3, 25),
        "unprovable-stack-reference",
        'This stack reference reads a computed project: `f"acme/{name( )}/prod"`.',
        "Whether modules/shipping/BUILD:1 declares its module cannot be checked.",
        'Write the project out, as in "organization/orders/...", '
        "or explain why it is safe: `# pantstack: ignore[unprovable-stack-reference] REASON`.",
    )
    assert (found.target, found.end, found.severity) == ('f"acme/{name( )}/prod"', Position(3, 48), "warning")


def test_two_modules_of_one_name() -> None:
    """Where two modules have the project, it is enough to declare one of them."""
    twin = {path.replace("modules/", "libs/"): text for path, text in ORDERS.items()}

    assert evaluated({**shipping('"acme/orders/prod"', "libs/orders"), **twin}).findings == ()
    assert [each.code for each in evaluated({**shipping('"acme/orders/prod"'), **twin}).findings] == [
        "undeclared-stack-reference"
    ]


@pytest.mark.parametrize(
    "name", ['"a" "/b/c/d/" f"{x}"', '""', '"/"', '"//"', '"\\udcff/\\0/x"', '"acme/.*/prod"', "", '"a/b/" b"c"']
)
def test_names_that_are_none(name: str) -> None:
    """A name that Pulumi would refuse leads nowhere, and is no pattern."""
    assert evaluated(shipping(name)).findings == ()


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        ("orders", "undeclared-stack-reference"),
        ("{x}", "unprovable-stack-reference"),
        ("{x}orders", "unprovable-stack-reference"),
        ("o{x}s", "unprovable-stack-reference"),
        ("{x}r{y}r{z}", "unprovable-stack-reference"),
        ("or{x}rders", None),
        ("{x}r{y}r{z}r", None),
        ("orders{x}s", None),
        ("Orders", None),
        ("{x}r" * 30, None),
        ("{x}" * 3000, "unprovable-stack-reference"),
        ("x" * 2000, None),
    ],
)
def test_a_project_in_parts(project: str, expected: Optional[str]) -> None:
    """A project is open only where what is written of it fits a module."""
    found = evaluated(shipping(f'f"acme/{project}/prod"')).findings

    assert [each.code for each in found] == ([expected] if expected else [])


def test_a_star_of_pulumi_brings_only_what_is_not_bound() -> None:
    """A class of the same name that the file or another star may bind is left alone where Pulumi brings no star."""
    text = (
        'from .own import *\n\n\ndef late():\n    from pulumi import StackReference\n\n\nStackReference("a/orders/b")\n'
    )
    starred = "from pulumi import *\n" + text

    assert evaluated({**shipping(""), PROGRAM: text}).findings == ()
    assert [each.position.line for each in evaluated({**shipping(""), PROGRAM: starred}).findings] == [9]
