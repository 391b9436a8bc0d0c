"""Lists of consumers follow what is needed, beside everything else in their BUILD files."""

from __future__ import annotations

from pantstack.base.errors import UserError
from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.fixing.sync_consumers import edit_lists
from pantstack.boundaries.fixing.sync_declarations import plan_project
from pantstack.boundaries.resolver.consumers.needs import ConsumerList, Need
from pantstack.boundaries.resolver.consumers.targets import ConsumerTarget
from pantstack.boundaries.testing import project

KINDS = ("core", "api", "test")
TOML = "".join(f'{name}_{kind} = "x.lock"\n' for name in ("orders", "shipping") for kind in KINDS)
ORDERS = (
    'pantstack_module(description="x", depends_on=["modules/shipping"])\n\n'
    'public_facade(name="lib", sources=["*.py"], resolve=consumer_resolves())\n'
)
FILES = {
    "pants.toml": f"[python.resolves]\n{TOML}",
    "modules/orders/BUILD": ORDERS,
    "modules/orders/__init__.py": "class Order: ...\n",
    "modules/shipping/BUILD": (
        'pantstack_module(description="x")\n\n'
        "python_sources(name='lib', resolve=parametrize('shipping_core', 'shipping_api', 'shipping_test'))\n"
    ),
    "modules/shipping/core.py": "from modules.orders import Order\n",
}


def test_both_lists_of_one_file() -> None:
    """A use that is declared in the same run counts, and a file with two lists that change is one change."""
    planned = plan_project(project(FILES))

    assert {change.path: change.after for change in planned.changes} == {
        "modules/orders/BUILD": ORDERS.replace('["modules/shipping"]', "[]").replace("()", '("modules/shipping")'),
        "modules/shipping/BUILD": FILES["modules/shipping/BUILD"].replace(
            '"x")', '"x", depends_on=["modules/orders"])', 1
        ),
    }
    assert planned.refused == ()


def test_a_file_that_is_not_text() -> None:
    """A BUILD file that could not be read whole is left to a person."""
    target = ConsumerTarget("a/BUILD", 0, Position(3, 1), (), frozenset(), ())
    lists = [ConsumerList(target, (Need("modules/b", "b.py", 1),), ()), ConsumerList(target, (), ())]

    assert edit_lists(lists, {"a/BUILD": "# \ufffd\n\nx(resolve=consumer_resolves())\n"}) == (
        {},
        [UserError("This BUILD file could not be read as UTF-8.", "Edit it by hand.", SourceLocation("a/BUILD", 3))],
    )
