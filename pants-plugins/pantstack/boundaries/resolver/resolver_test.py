"""Where an import leads."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.scan import scan

FILES = {
    "modules/orders/backend/__init__.py": "",
    "modules/orders/backend/public/__init__.py": "from .interface import OrdersClient\nfrom . import interface as alias\n",
    "modules/orders/backend/public/interface.py": "class OrdersClient: ...\n",
    "modules/orders/backend/service/core.py": "def generate(): ...\n",
    "modules/orders/stubs.pyi": "",
    "modules/chain/__init__.py": "from .one import *\n",
    "modules/chain/one/__init__.py": "from .two import *\nfrom . import again\n",
    "modules/chain/one/two.py": "from modules.orders.backend.service import core\nthing = 1\n_hidden = 2\n",
    "modules/chain/loop.py": "from .back import name\n",
    "modules/chain/back.py": "from .loop import name\n",
    "src/modules/billing/__init__.py": "",
    "src/modules/billing/core.py": "",
}
RESOLVER = Resolver((".", "src"), {path: scan(path, text.encode()) for path, text in FILES.items()})


def end(module: str, name: Optional[str] = None, level: int = 0, importer: str = "scripts/x.py") -> object:
    """The path and the name that an import ends at."""
    found = RESOLVER.resolve(importer, ImportSite(Position(1, 1), module, level, name))
    return None if found is None else (found.end.base, found.end.name)


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("json", None, None),
        ("json", "x", None),
        ("modules", None, ("modules", None)),
        ("modules.other", "x", ("modules", "other")),
        ("modules.orders.backend.public", None, ("modules/orders/backend/public", None)),
        ("modules.orders.backend.public", "OrdersClient", ("modules/orders/backend/public/interface", "OrdersClient")),
        ("modules.orders.backend.public", "alias", ("modules/orders/backend/public/interface", None)),
        ("modules.orders.backend.public", "interface", ("modules/orders/backend/public/interface", None)),
        ("modules.orders.backend.public", "*", ("modules/orders/backend/public", None)),
        ("modules.orders.backend", "service", ("modules/orders/backend/service", None)),
        ("modules.orders.backend", "nothing", ("modules/orders/backend", "nothing")),
        ("modules.orders.backend.service.core", "generate", ("modules/orders/backend/service/core", "generate")),
        ("modules.orders.backend.service.core.x.y", None, ("modules/orders/backend/service/core", "x")),
        ("modules.orders", "stubs", ("modules/orders/stubs", None)),
        ("modules", "orders", ("modules/orders", None)),
        ("modules.chain", "core", ("modules/orders/backend/service/core", None)),
        ("modules.chain", "_hidden", ("modules/chain", "_hidden")),
        ("modules.chain.loop", "name", ("modules/chain/loop", "name")),
    ],
)
def test_absolute_imports(module: str, name: Optional[str], expected: object) -> None:
    """An import ends at a file, or at a name in the file that binds it; re-exports and stars are followed."""
    assert end(module, name) == expected


def test_several_source_roots() -> None:
    """A dotted name is looked for below every source root, and is named from the nearest one."""
    expected = ("src/modules/billing/core", None)

    assert end("modules.billing", "core") == expected
    assert end("src.modules.billing", "core") == expected
    assert RESOLVER.dotted("src/modules/billing/core") == "modules.billing.core"


@pytest.mark.parametrize(
    ("importer", "level", "module", "name", "expected"),
    [
        ("modules/shipping/core.py", 2, "orders.backend.service", "core", "modules/orders/backend/service/core"),
        ("modules/shipping/core.py", 2, "", "orders", "modules/orders"),
        ("modules/orders/backend/api.py", 1, "service.core", "x", "modules/orders/backend/service/core"),
        ("modules/orders/backend/__init__.py", 1, "service", "core", "modules/orders/backend/service/core"),
        ("scripts/x.py", 2, "modules.orders", "stubs", "modules/orders/stubs"),
        ("scripts/x.py", 9, "modules.orders", "stubs", None),
        ("x.py", 1, "modules.orders", "stubs", "modules/orders/stubs"),
    ],
)
def test_relative_imports(importer: str, level: int, module: str, name: str, expected: Optional[str]) -> None:
    """Dots go up from the importing file's folder, and never out of the repository."""
    found = end(module, name, level, importer)

    assert (found[0] if isinstance(found, tuple) else None) == expected


STARS = {
    "s/__init__.py": "from .listed import *\nfrom .package import *\nfrom .loose import *\n",
    "s/listed.py": "__all__ = ['shown', '_open']\nshown = hidden = _open = 1\n",
    "s/package/__init__.py": "from .inner import given\nfrom . import sub as renamed\n",
    "s/package/inner.py": "given = 1\n",
    "s/package/sub.py": "",
    "s/loose.py": "shown = plain = _private = 1\n",
    "s/stubbed.py": "__all__ = ['one']\none = two = three = 1\n",
    "s/stubbed.pyi": "__all__ = ['two']\none: int\ntwo: int\nthree: int\n",
    "through_stub.py": "from s.stubbed import *\n",
    "of_a_name.py": "from s.listed.shown import *\n",
}


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("s", "shown", ("s/listed", "shown")),
        ("s", "hidden", ("s", "hidden")),
        ("s", "given", ("s/package/inner", "given")),
        ("s", "renamed", ("s/package/sub", None)),
        ("s", "sub", ("s", "sub")),
        ("s", "plain", ("s/loose", "plain")),
        ("s", "_private", ("s", "_private")),
        ("through_stub", "one", ("s/stubbed", "one")),
        ("through_stub", "two", ("s/stubbed", "two")),
        ("through_stub", "three", ("through_stub", "three")),
        ("of_a_name", "shown", ("of_a_name", "shown")),
    ],
)
def test_what_a_star_brings(module: str, name: str, expected: object) -> None:
    """The first star that brings a name wins: what `__all__` lists, else what has no underscore and is no submodule."""
    resolver = Resolver((".",), {path: scan(path, text.encode()) for path, text in STARS.items()})
    resolution = resolver.resolve("x.py", ImportSite(Position(1, 1), module, 0, name))

    assert resolution is not None
    assert (resolution.end.base, resolution.end.name) == expected


def test_who_re_exports() -> None:
    """A step says which file's import re-exports the name."""
    resolution = RESOLVER.resolve("x.py", ImportSite(Position(1, 1), "modules.orders.backend.public", 0, "alias"))

    assert resolution is not None
    assert [step.re_exported_by for step in resolution.steps] == ["modules/orders/backend/public/__init__.py"]


@pytest.mark.parametrize("length", [10, 60, 61, 3000])
def test_long_chains_of_exports(length: int) -> None:
    """However often a name is re-exported, following it ends: after sixty files."""
    files = {f"p/m{number}.py": f"from .m{number + 1} import x\n" for number in range(length)}
    files[f"p/m{length}.py"] = "x = 1\n"
    resolver = Resolver((".",), {path: scan(path, text.encode()) for path, text in files.items()})
    resolution = resolver.resolve("y.py", ImportSite(Position(1, 1), "p.m0", 0, "x"))

    assert resolution is not None
    assert resolution.end.name == "x"
    assert (resolution.end.base == f"p/m{length}") == (length <= 60)


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("a/b.py", "a/b"),
        ("a/b.pyi", "a/b"),
        ("a/__init__.py", "a"),
        ("__init__.py", ""),
        ("a/__main__.py", "a/__main__"),
        ("a/x.py.py", "a/x.py"),
    ],
)
def test_bases(path: str, base: str) -> None:
    """A path without its suffix; of a package the directory."""
    assert base_of(path) == base
