"""What is scanned, and which of it a run is asked for."""

from __future__ import annotations

import pytest

from pantstack.architecture.core.select import first_names, matters, selection
from pantstack.catalogue.core.model import Catalogue, Module, Place

CATALOGUE = Catalogue((Module("modules/orders", Place("modules/orders/BUILD", 1)),))


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


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.py", True), ("a.pyi", True), ("a/BUILD", True), ("a/BUILD.x", True), ("b.txt", True), ("a.txt", False)],
)
def test_what_matters(path: str, expected: bool) -> None:  # noqa: FBT001  a table
    """Python, BUILD files and the baseline matter."""
    assert matters(path, "b.txt") is expected


def test_a_selected_declaration_stands_for_its_module() -> None:
    """A module's BUILD file selects all of it, another file itself."""
    whole, part = selection(("modules/orders/BUILD",), CATALOGUE), selection(("modules/orders/x.py",), CATALOGUE)
    asked = ("modules/orders/x.py", "modules/orders/deep/y.py", "modules/orders2/x.py")

    assert [whole(path) for path in asked] == [True, True, False]
    assert [part(path) for path in asked] == [True, False, False]
