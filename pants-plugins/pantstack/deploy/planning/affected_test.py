"""Which modules a change affects."""

from __future__ import annotations

import pytest

from pantstack.deploy.planning.affected import Change, ModuleInputs, affected

INPUTS = {
    "modules/orders": ModuleInputs(
        "modules/orders/infrastructure",
        frozenset({"modules/orders:api", "modules/orders/api.py:lib", "modules/orders:lib", "stack/libs/common"}),
        frozenset({"modules/orders", "stack/libs/common"}),
        frozenset({"locks/orders.lock", "locks/infra.lock"}),
    ),
    "modules/shipping": ModuleInputs(
        "modules/shipping/infrastructure",
        frozenset({"modules/shipping:api"}),
        frozenset({"modules/shipping"}),
        frozenset({"locks/infra.lock"}),
    ),
}
BOTH = ("modules/orders", "modules/shipping")
ORDERS = ("modules/orders",)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(()), ()),
        (Change(("docs/x.md", "modules/orders/README.md")), ()),
        (Change(("modules/orders/api.py",), owners=frozenset({"modules/orders/api.py:lib"})), ORDERS),
        (
            Change(("modules/orders/old.py",), frozenset({"modules/orders/old.py"}), frozenset({"modules/orders:lib"})),
            ORDERS,
        ),
        (Change(("tests/x.py",), owners=frozenset({"tests:tests"})), ()),
        (Change(("locks/orders.lock",)), ORDERS),
        (Change(("locks/infra.lock",)), BOTH),
        (Change(("modules/orders/infrastructure/Pulumi.test.yaml",)), ORDERS),
        (Change(("modules/orders/infrastructure/data.json",)), ORDERS),
        (Change(("modules/orders/infrastructure/main_test.py",)), ()),
        (Change(("stack/infra/service.py",)), BOTH),
        (Change(("stack/config/Pulumi.yaml",)), BOTH),
        (Change(("pants.toml",)), BOTH),
        (Change(("pants.ci.toml",)), BOTH),
        (Change(("modules/orders/pants.toml",)), ()),
        (Change(("BUILD",)), BOTH),
        (Change(("stack/BUILD",)), ORDERS),
        (Change(("stack/libs/common/BUILD.pants",)), ORDERS),
        (Change(("modules/inventory/BUILD",)), ()),
        (Change(("stack/lib/BUILD",)), ()),
        (Change(("stack/lib/BUILD",), frozenset({"stack/lib/BUILD"})), BOTH),
    ],
)
def test_affected(change: Change, expected: tuple[str, ...]) -> None:
    """A module is affected by what it is made of, and by what decides of what it is made."""
    assert affected(change, INPUTS) == expected
