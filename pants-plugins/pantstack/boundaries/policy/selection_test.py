"""What is scanned, and which of it a run selects."""

from __future__ import annotations

import pytest

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.policy.selection import first_names, matters, rootless, selection
from pantstack.declarations.model import Catalog, Module

CATALOG = Catalog((Module("modules/orders", SourceLocation("modules/orders/BUILD", 1)),))


@pytest.mark.parametrize(
    ("roots", "expected"),
    [
        ((".",), ("modules", "scripts", "src")),
        (("src",), ("acme", "lone")),
        ((".", "src"), ("acme", "lone", "modules", "scripts", "src")),
        (("src/acme/",), ("billing", "x")),
    ],
)
def test_first_names(roots: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """They are what stands first below any source root, a file's name as well."""
    paths = ("modules/orders/x.py", "scripts/y.py", "src/acme/billing/z.py", "src/acme/x.pyi", "src/lone.py")

    assert first_names(paths, roots) == expected


@pytest.mark.parametrize("roots", [(".",), ("",), ("gone", "modules"), ("modules/orders",), ("modules/orders/src",)])
def test_a_module_near_a_source_root(roots: tuple[str, ...]) -> None:
    """Imports can name what lies below a source root, is one, or has one."""
    assert rootless(CATALOG, roots) == ()


@pytest.mark.parametrize("roots", [(), ("module",), ("modules/orders2", "orders")])
def test_a_module_without_a_source_root(roots: tuple[str, ...]) -> None:
    """A module that no import can name is a mistake in the configuration, not a green result."""
    assert rootless(CATALOG, roots) == (
        UserError(
            "`modules/orders` is not under any source root, so it cannot be imported.",
            "Add one that is above it to root_patterns in the section [source] of pants.toml.",
            SourceLocation("modules/orders/BUILD", 1),
        ),
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", True),
        ("a.pyi", True),
        ("a/BUILD", True),
        ("a/BUILD.x", True),
        ("b.txt", True),
        ("a.txt", False),
        ("a.pyx", True),
        ("bin/a", True),
    ],
)
def test_what_matters(path: str, expected: bool) -> None:  # noqa: FBT001  a table
    """Python, what may be Python in another form, BUILD files and the baseline matter."""
    assert matters(path, "b.txt") is expected


def test_a_selected_declaration_stands_for_its_module() -> None:
    """A module's BUILD file selects all of it, another file itself."""
    whole, part = selection(("modules/orders/BUILD",), CATALOG), selection(("modules/orders/x.py",), CATALOG)
    paths = ("modules/orders/x.py", "modules/orders/deep/y.py", "modules/orders2/x.py")

    assert [whole(path) for path in paths] == [True, True, False]
    assert [part(path) for path in paths] == [True, False, False]
