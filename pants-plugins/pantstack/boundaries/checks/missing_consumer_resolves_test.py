"""Targets that are not in the resolves of all modules that need them, and in some for nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

KINDS = ("core", "api", "test")
MODULES = ("billing", "orders", "shipping")


def resolves(*names: str) -> str:
    """The text of a pants.toml in which modules have resolves of their own."""
    lines = [f'{name}_{kind} = "{name}_{kind}.lock"\n' for name in names for kind in KINDS]
    return '[python]\ndefault_resolve = "stack"\n[python.resolves]\nstack = "stack.lock"\n' + "".join(lines)


def own(name: str) -> str:
    """What puts a target into the resolves of one module."""
    return f"parametrize({', '.join(repr(f'{name}_{kind}') for kind in KINDS)})"


def module(name: str, *depends_on: str, code: str = "", public: str = "", consumers: str = "") -> dict[str, str]:
    """The files of a module with a private file and a facade."""
    path = f"modules/{name}"
    uses = ", ".join(map(repr, depends_on))
    return {
        f"{path}/BUILD": (
            f'pantstack_module(description="x", depends_on=[{uses}])\n\n'
            f'python_sources(name="lib", sources=["*.py"], resolve={own(name)})\n'
        ),
        f"{path}/core.py": code,
        f"{path}/public/BUILD": f"public_facade(resolve=consumer_resolves({consumers}))\n",
        f"{path}/public/__init__.py": public,
    }


# Billing uses shipping, whose facade shows what orders' facade has.
CHAIN = {
    "pants.toml": resolves(*MODULES),
    **module("orders", public="class Order: ...\n"),
    **module("shipping", "modules/orders", public="from modules.orders.public import Order as Order\n"),
    **module("billing", "modules/shipping", code="from modules.shipping.public import Order\n"),
}


def found(files: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The findings about consumers: code, BUILD file and module."""
    findings = evaluated(files).findings
    return [(each.code, each.path, each.target) for each in findings if each.code.endswith("-consumer-resolves")]


def missing(path: str, target: str) -> tuple[str, str, str]:
    """A finding of a module that a BUILD file lacks."""
    return "missing-consumer-resolves", f"modules/{path}/public/BUILD", f"modules/{target}"


def unused(path: str, target: str) -> tuple[str, str, str]:
    """A finding of a module that a BUILD file has for nothing."""
    return "unused-consumer-resolves", f"modules/{path}/public/BUILD", f"modules/{target}"


def test_what_lies_beneath_a_facade() -> None:
    """Who uses a facade needs what that imports as well, and so does the facade's own module."""
    assert found(CHAIN) == [missing("orders", "billing"), missing("orders", "shipping"), missing("shipping", "billing")]


def test_the_whole_findings() -> None:
    """Each lies at the list to edit, and names the import that needs it."""
    direct = evaluated(CHAIN).findings[2]
    through = evaluated(CHAIN).findings[0]

    assert direct == Finding(
        "modules/shipping/public/BUILD",
        Position(1, 23),
        "missing-consumer-resolves",
        "`modules/billing` needs this target in its resolves.",
        "modules/billing/core.py:1 imports it.",
        'Add "modules/billing" to consumer_resolves here, or run `./pants modules --sync`.',
    )
    assert through.because == "modules/shipping/public/__init__.py:1 imports it, and `modules/billing` uses that."


COMPLETE = {
    **CHAIN,
    "modules/orders/public/BUILD": 'public_facade(resolve=consumer_resolves("modules/billing", "modules/shipping"))\n',
    "modules/shipping/public/BUILD": 'public_facade(resolve=consumer_resolves("modules/billing"))\n',
}
UNDER_CHECKING = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from modules.orders.public import Order\n"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        # A module of the resolves that pants.toml has, or has not.
        ({"pants.toml": resolves("orders", "shipping")}, [unused("orders", "billing"), unused("shipping", "billing")]),
        ({"modules/billing/core.py": ""}, [unused("orders", "billing")]),
        (
            {"modules/billing/core.py": "", **module("billing")},
            [unused("orders", "billing"), unused("shipping", "billing")],
        ),
        # What is private, or not declared, is a finding of its own.
        ({"modules/billing/y.py": "from modules.orders.core import x\n"}, []),
        ({"modules/orders/y.py": "from modules.billing.public import x\n"}, []),
        # A file in a shared resolve needs nothing in those of its module.
        (
            {
                "modules/shipping/s/BUILD": 'python_sources(resolve="stack")\n',
                "modules/shipping/s/x.py": UNDER_CHECKING,
            },
            [],
        ),
        ({"tools/BUILD": "python_sources()\n", "tools/x.py": UNDER_CHECKING}, []),
        # A list that is computed, or another way to give resolves, is not judged.
        ({"modules/orders/public/BUILD": "public_facade(resolve=consumer_resolves(*ALL))\n"}, []),
        ({"modules/orders/public/BUILD": 'public_facade(resolve="stack")\n'}, []),
        ({"modules/orders/public/BUILD": f"public_facade(resolve={own('orders')})\n"}, []),
        # Nothing is known of who needs requirements, or what belongs to no module.
        ({"r/BUILD": 'python_requirement(name="x", resolve=consumer_resolves("modules/orders"))\n'}, []),
        ({"t/BUILD": 'python_sources(resolve=consumer_resolves("modules/orders"))\n', "t/x.py": ""}, []),
        # Listed twice: by its path, and by being around.
        ({"modules/billing/public/BUILD": 'public_facade(resolve=consumer_resolves("modules/billing"))\n'}, []),
        (
            {"modules/billing/public/BUILD": 'public_facade(resolve=consumer_resolves("nowhere"))\n'},
            [("unused-consumer-resolves", "modules/billing/public/BUILD", "nowhere")],
        ),
    ],
)
def test_what_is_needed(changed: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    """Every list of a repository that is complete is right, and a change is found where it matters."""
    assert found({**COMPLETE, **changed}) == expected


def test_what_type_checkers_import() -> None:
    """An import for type checkers alone needs the target, whether it is judged as a use or not."""
    files = {**COMPLETE, **module("orders", public="class Order: ...\n"), **module("billing", code=UNDER_CHECKING)}
    files["modules/orders/public/BUILD"] = 'public_facade(resolve=consumer_resolves("modules/shipping"))\n'
    lenient = evaluated(files, type_checking=False).findings

    assert [(each.code, each.target) for each in lenient if each.path == "modules/orders/public/BUILD"] == [
        ("missing-consumer-resolves", "modules/billing")
    ]


def test_modules_that_share_a_resolve() -> None:
    """A repository without isolated resolves has nothing to list."""
    plain = {path: text.replace("consumer_resolves()", '"stack"') for path, text in CHAIN.items()}

    assert found({**CHAIN, "pants.toml": ""}) == []
    assert found(plain) == []
