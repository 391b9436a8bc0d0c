"""The order of modules."""

from __future__ import annotations

import pytest

from pantstack.deploy.core.errors import DeployError
from pantstack.deploy.core.order import in_order

CHAIN = {
    "modules/shipping": ["modules/orders"],
    "modules/orders": ["modules/inventory"],
    "modules/inventory": [],
}


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        ([], ()),
        (["modules/shipping"], ("modules/shipping",)),
        (["modules/shipping", "modules/orders"], ("modules/orders", "modules/shipping")),
        (["modules/shipping", "modules/inventory"], ("modules/inventory", "modules/shipping")),
        (["modules/b", "modules/a"], ("modules/a", "modules/b")),
    ],
)
def test_dependencies_first(selected: list[str], expected: tuple[str, ...]) -> None:
    """A module follows those that it depends on, through unselected ones too; the rest goes by name."""
    assert in_order(selected, CHAIN) == expected


def test_circle() -> None:
    """A circle is named, from its first module back to it."""
    with pytest.raises(DeployError) as caught:
        in_order(["modules/a"], {"modules/a": ["modules/b"], "modules/b": ["modules/a"]})

    assert str(caught.value) == (
        "modules/a/BUILD: no order is possible, the modules depend on each other:"
        " modules/a -> modules/b -> modules/a.\n"
        "Take one of them out of `depends_on`."
    )
