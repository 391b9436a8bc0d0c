"""The functions that BUILD files may call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pants.base.parse_context import ParseContext
from pants.engine.internals.parametrize import Parametrize

from pantstack.base.errors import UserError
from pantstack.declarations.macros import ConsumerResolves, ModuleRequirements

PANTS_TOML = """
[python]
default_resolve = "stack"
[python.resolves]
stack = "stack.lock"
infra = "infra.lock"
half_core = "half_core.lock"
"""


KINDS = (("core", "api", "test"), ("core", "test"))


class Oracle:
    """Knows which BUILD file is being parsed."""

    def __init__(self, path: str) -> None:
        self._path = path

    def filepath(self) -> str:
        """The BUILD file."""
        return self._path


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    """A repository with two modules, and one that lacks resolves."""
    lines = [f'{name}_{kind} = "x.lock"\n' for name in ("orders", "shipping") for kind in ("core", "api", "test")]
    (tmp_path / "pants.toml").write_text(PANTS_TOML + "".join(lines), encoding="utf-8")
    return tmp_path


def context(root: Path, build_file: str, **types: Callable[..., None]) -> ParseContext:
    """The context of a BUILD file that is being parsed."""
    return ParseContext(str(root), types, Oracle(build_file))


ORDERS = ("orders_core", "orders_api", "orders_test")
SHIPPING = ("shipping_core", "shipping_api", "shipping_test")


def test_consumer_resolves(root: Path) -> None:
    """Without arguments: the default resolve and those of all modules that have all three."""
    resolves = ConsumerResolves(context(root, "stack/libs/common/BUILD"), KINDS)

    assert resolves() == Parametrize("stack", *ORDERS, *SHIPPING)


def test_consumer_resolves_of_some(root: Path) -> None:
    """With arguments: those of the named modules and of the one around the BUILD file."""
    resolves = ConsumerResolves(context(root, "modules/orders/backend/public/BUILD"), KINDS)

    assert resolves("modules/shipping") == Parametrize("stack", *ORDERS, *SHIPPING)
    assert resolves("modules/orders") == Parametrize("stack", *ORDERS)


def test_consumer_resolves_of_nobody(root: Path) -> None:
    """A module without resolves is an error that names what is missing."""
    with pytest.raises(UserError) as caught:
        ConsumerResolves(context(root, "a/BUILD"), KINDS)("modules/nope")

    assert caught.value == UserError(
        "consumer_resolves: [python.resolves] of pants.toml has no resolves of `nope`.",
        "Add the resolves of that module, or correct its path.",
    )


def test_module_requirements(root: Path) -> None:
    """Each set of requirements is in the resolves that include it."""
    made: list[dict[str, Any]] = []
    ModuleRequirements(
        context(root, "3rdparty/python/BUILD", python_requirements=lambda **fields: made.append(fields)), KINDS
    )()

    assert made[:3] == [
        {"name": "orders-core", "source": "requirements-orders-core.txt", "resolve": Parametrize(*ORDERS)},
        {"name": "orders-api", "source": "requirements-orders-api.txt", "resolve": Parametrize(*ORDERS[1:])},
        {"name": "orders-test", "source": "requirements-orders-test.txt", "resolve": "orders_test"},
    ]
    assert len(made) == 6
