"""Which modules a change reaches."""

from __future__ import annotations

import pytest

from pantstack.deploy.affected import Changed, Reach, affected

REACHES = {
    "modules/orders": Reach(
        "modules/orders/infrastructure",
        frozenset({"modules/orders:api", "modules/orders/api.py:lib", "modules/orders:lib", "stack/libs/common"}),
        frozenset({"modules/orders", "stack/libs/common"}),
        frozenset({"locks/orders.lock", "locks/infra.lock"}),
    ),
    "modules/shipping": Reach(
        "modules/shipping/infrastructure",
        frozenset({"modules/shipping:api"}),
        frozenset({"modules/shipping"}),
        frozenset({"locks/infra.lock"}),
    ),
}
BOTH = ("modules/orders", "modules/shipping")
ORDERS = ("modules/orders",)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (Changed(()), ()),
        (Changed(("docs/x.md", "modules/orders/README.md")), ()),
        (Changed(("modules/orders/api.py",), owners=frozenset({"modules/orders/api.py:lib"})), ORDERS),
        (
            Changed(
                ("modules/orders/old.py",), frozenset({"modules/orders/old.py"}), frozenset({"modules/orders:lib"})
            ),
            ORDERS,
        ),
        (Changed(("tests/x.py",), owners=frozenset({"tests:tests"})), ()),
        (Changed(("locks/orders.lock",)), ORDERS),
        (Changed(("locks/infra.lock",)), BOTH),
        (Changed(("modules/orders/infrastructure/Pulumi.test.yaml",)), ORDERS),
        (Changed(("modules/orders/infrastructure/data.json",)), ORDERS),
        (Changed(("modules/orders/infrastructure/main_test.py",)), ()),
        (Changed(("stack/infra/service.py",)), BOTH),
        (Changed(("stack/config/Pulumi.yaml",)), BOTH),
        (Changed(("pants.toml",)), BOTH),
        (Changed(("pants.ci.toml",)), BOTH),
        (Changed(("modules/orders/pants.toml",)), ()),
        (Changed(("BUILD",)), BOTH),
        (Changed(("stack/BUILD",)), ORDERS),
        (Changed(("stack/libs/common/BUILD.pants",)), ORDERS),
        (Changed(("modules/inventory/BUILD",)), ()),
        (Changed(("stack/lib/BUILD",)), ()),
        (Changed(("stack/lib/BUILD",), frozenset({"stack/lib/BUILD"})), BOTH),
    ],
)
def test_affected(changed: Changed, expected: tuple[str, ...]) -> None:
    """A module is affected by what it is made of, and by what decides of what it is made."""
    assert affected(changed, REACHES) == expected
