"""Whose file an import reaches."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.architecture.core.model import ImportSite, Position
from pantstack.architecture.core.resolve import Resolver
from pantstack.catalogue.core.model import Catalogue, Facade, Module, Place

FILES = (
    "modules/orders/backend/__init__.py",
    "modules/orders/backend/public/__init__.py",
    "modules/orders/backend/public/interface.py",
    "modules/orders/backend/service/core.py",
    "modules/orders/stubs.pyi",
    "src/modules/billing/__init__.py",
    "src/modules/billing/core.py",
)
ORDERS = Module(
    "modules/orders",
    Place("modules/orders/BUILD", 1),
    facade=Facade("modules/orders/backend/public", Place("modules/orders/backend/public/BUILD", 1), FILES[1:3]),
)
BILLING = Module("src/modules/billing", Place("src/modules/billing/BUILD", 1))
RESOLVER = Resolver(Catalogue((ORDERS, BILLING)), (".", "src"), FILES)


def reached(module: str, name: Optional[str] = None, level: int = 0, importer: str = "scripts/x.py") -> object:
    """Module, dotted name, taken name and publicity of what an import reaches."""
    found = RESOLVER.reached(importer, ImportSite(Position(1, 1), module, level, name))
    return None if found is None else (found.module.path, found.dotted, found.name, found.public)


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("json", None, None),
        ("modules", None, None),
        ("modules.other", "x", None),
        ("modules.orders.backend.public", None, ("modules.orders.backend.public", None, True)),
        ("modules.orders.backend.public", "OrdersClient", ("modules.orders.backend.public", "OrdersClient", True)),
        ("modules.orders.backend.public", "interface", ("modules.orders.backend.public.interface", None, True)),
        ("modules.orders.backend.public.interface", "x", ("modules.orders.backend.public.interface", "x", True)),
        ("modules.orders.backend.public", "*", ("modules.orders.backend.public", "*", True)),
        ("modules.orders.backend", "public", ("modules.orders.backend.public", None, True)),
        ("modules.orders.backend", "service", ("modules.orders.backend.service", None, False)),
        ("modules.orders.backend", "nothing", ("modules.orders.backend", "nothing", False)),
        ("modules.orders.backend.service.core", "x", ("modules.orders.backend.service.core", "x", False)),
        ("modules.orders.backend.service.core.x.y", None, ("modules.orders.backend.service.core", "x", False)),
        ("modules.orders", "stubs", ("modules.orders.stubs", None, False)),
        ("modules", "orders", ("modules.orders", None, False)),
    ],
)
def test_absolute_imports(module: str, name: Optional[str], expected: Optional[tuple[object, ...]]) -> None:
    """An import reaches a file of a module, or the nearest package above what is not there."""
    assert reached(module, name) == (None if expected is None else ("modules/orders", *expected))


def test_several_source_roots() -> None:
    """A dotted name is looked for below every source root, and is named from the nearest one."""
    expected = ("src/modules/billing", "modules.billing.core", None, False)

    assert reached("modules.billing", "core") == expected
    assert reached("src.modules.billing", "core") == expected


@pytest.mark.parametrize(
    ("importer", "level", "module", "name", "expected"),
    [
        ("modules/shipping/core.py", 2, "orders.backend.service", "core", "modules.orders.backend.service.core"),
        ("modules/shipping/core.py", 2, "", "orders", "modules.orders"),
        ("modules/orders/backend/api.py", 1, "service.core", "x", "modules.orders.backend.service.core"),
        ("modules/orders/backend/__init__.py", 1, "service", "core", "modules.orders.backend.service.core"),
        ("scripts/x.py", 2, "modules.orders", "stubs", "modules.orders.stubs"),
        ("scripts/x.py", 9, "modules.orders", "stubs", None),
        ("x.py", 1, "modules.orders", "stubs", "modules.orders.stubs"),
    ],
)
def test_relative_imports(importer: str, level: int, module: str, name: str, expected: Optional[str]) -> None:
    """Dots go up from the importing file's folder, and never out of the repository."""
    found = reached(module, name, level, importer)

    assert (found[1] if isinstance(found, tuple) else None) == expected
