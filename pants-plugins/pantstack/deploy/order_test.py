"""The order of modules."""

from __future__ import annotations

import pytest

from pantstack.deploy.errors import DeployError
from pantstack.deploy.order import beneath, in_order

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


def test_beneath() -> None:
    """What a module needs, through others too, a circle included."""
    assert beneath("modules/shipping", CHAIN) == {"modules/orders", "modules/inventory"}
    assert beneath("modules/inventory", CHAIN) == frozenset()
    assert beneath("a", {"a": ["b"], "b": ["a"]}) == {"a", "b"}


def test_circle() -> None:
    """A circle is named, from its first module back to it."""
    with pytest.raises(DeployError) as caught:
        in_order(["modules/a"], {"modules/a": ["modules/b"], "modules/b": ["modules/a"]})

    assert str(caught.value) == (
        "modules/a/BUILD: no order is possible, the modules depend on each other:"
        " modules/a -> modules/b -> modules/a.\n"
        "Take one of them out of `depends_on`."
    )
