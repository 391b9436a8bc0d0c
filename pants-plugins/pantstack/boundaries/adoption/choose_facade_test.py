"""What a module makes public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import pytest

from pantstack.boundaries.adoption.choose_facade import choose
from pantstack.boundaries.adoption.model import ProposedFacade, ResolvedImport

DEEP = ("**/*.py", "!**/test_*.py", "!**/*_test.py", "!**/tests.py", "!**/conftest.py", "!**/tests/**")


def chosen(files: str, uses: dict[str, str], module: str = "m", owning: Sequence[str] = ()) -> Optional[ProposedFacade]:
    """The facade of a module whose files are used by outside files; the name that is taken is the file's own."""
    owned = [f"{module}/{path}" for path in files.split()]
    imports = [
        ResolvedImport(user, f"{module}/{path}", path.rpartition("/")[2])
        for user, paths in uses.items()
        for path in paths.split()
    ]
    return choose(module, owned, imports, owning)


def place(facade: Optional[ProposedFacade]) -> Optional[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Where a facade is declared, by which globs it owns, and what."""
    return None if facade is None else (facade.directory, facade.sources, facade.files)


def test_all_of_it() -> None:
    """A facade says what it makes public, what is used of it by how many, and why it was chosen."""
    facade = chosen("__init__.py a.py b.py", {"1": "a.py", "2": "a.py b.py", "3": "b.py", "4": "a.py"})

    assert facade == ProposedFacade(
        "m", ("a.py",), ("m/a.py",), ("a.py",), 3, 4, "most files that use the module use it"
    )


@pytest.mark.parametrize(
    ("files", "uses", "directory", "sources"),
    [
        # What everybody uses.
        ("__init__.py a.py", {"1": "__init__.py", "2": "__init__.py"}, "m", ("__init__.py",)),
        ("__init__.py a.py b.py", {"1": "__init__.py a.py", "2": "__init__.py a.py"}, "m", ("__init__.py",)),
        ("a.py a.pyi b.py", {"1": "a.pyi"}, "m", ("a.py", "a.pyi")),
        ("x/y/a.py b.py", {"1": "x/y/a.py"}, "m/x/y", ("a.py",)),
        # A name that says it.
        ("a.py public/__init__.py public/b.py", {"1": "a.py", "2": "a.py", "3": "public/__init__.py"}, "m/public", ()),
        ("a.py facade.py", {"1": "a.py", "2": "a.py", "3": "facade.py"}, "m", ("facade.py",)),
        (
            "a.py deep/public.py public.py",
            {"1": "deep/public.py", "2": "public.py deep/public.py"},
            "m",
            ("public.py",),
        ),
        ("a.py api/b.py api/c.py", {"1": "api/b.py", "2": "a.py"}, "m/api", ()),
        ("a.py api/b.py", {"1": "api/b.py", "2": "a.py", "3": "a.py"}, "m", ("a.py",)),
        # The file that most use; the narrower, nearer, earlier one of equals.
        ("a.py b.py", {"1": "a.py", "2": "b.py", "3": "b.py"}, "m", ("b.py",)),
        ("b/x.py a.py c.py", {"1": "b/x.py", "2": "a.py", "3": "c.py"}, "m", ("a.py",)),
        # A directory, where no single file of it serves most of its users.
        ("a.py b.py c.py d.py s/x.py s/y.py", {"1": "s/x.py", "2": "s/y.py", "3": "a.py"}, "m/s", ()),
        ("a.py b.py c.py d.py s/x.py s/y.py", {"1": "s/x.py", "2": "s/x.py", "3": "s/y.py"}, "m/s", ("x.py",)),
        # Not where it is most of the module.
        ("a.py s/x.py s/y.py", {"1": "s/x.py", "2": "s/y.py"}, "m/s", ("x.py",)),
        # One with others below it, tests left out.
        ("a.py public/b.py public/c/d.py public/c/test_d.py", {"1": "public/b.py"}, "m/public", DEEP),
        ("a.py public/b.py public/tests/test_b.py", {"1": "public/b.py"}, "m/public", ()),
        ("a.py public/c/d.pyi", {"1": "public/c/d.pyi"}, "m/public", (DEEP[0], "**/*.pyi", *DEEP[1:])),
    ],
)
def test_facades(files: str, uses: dict[str, str], directory: str, sources: tuple[str, ...]) -> None:
    """The candidate is what fits how the module is used."""
    facade = chosen(files, uses)

    assert facade is not None
    assert (facade.directory, facade.sources) == (directory, sources)


@pytest.mark.parametrize("path", ["_a.py", "_b/a.py", "tests/a.py", "test_a.py", "conftest.py", "gone.py", "sub"])
def test_no_facade(path: str) -> None:
    """What is private by its name, a test or not a file is not a candidate."""
    assert chosen("a.py _a.py _b/a.py tests/a.py test_a.py conftest.py sub/x.py", {"1": path}) is None


@pytest.mark.parametrize("module", ["acme/utils", "acme/_common", "libs/text"])
def test_libraries(module: str) -> None:
    """A module that everybody uses all over is public as a whole, by its name, and if no file serves nearly all."""
    uses = {"1": "a.py", "2": "b.py", "3": "sub/c.py"}
    wide = chosen("a.py b.py sub/c.py test_a.py", uses, module)
    narrow = chosen("a.py b.py", {"1": "a.py", "2": "a.py b.py"}, module)

    assert wide == ProposedFacade(
        module,
        DEEP,
        (f"{module}/a.py", f"{module}/b.py", f"{module}/sub/c.py"),
        ("a.py", "b.py", "c.py"),
        3,
        3,
        "its name says that the module is a library, and its users use all of it",
    )
    assert place(narrow) == (module, ("a.py",), (f"{module}/a.py",))


def test_owning_directories() -> None:
    """A candidate ends where another BUILD file owns Python files, so that no file gets two owners."""
    files = "a.py public/b.py public/c/d.py"

    assert place(chosen(files, {"1": "public/b.py"}, owning=("m/public/c",))) == ("m/public", (), ("m/public/b.py",))
    assert place(chosen(files, {"1": "public/c/d.py"}, owning=("m/public/c",))) == (
        "m/public/c",
        ("d.py",),
        ("m/public/c/d.py",),
    )


def test_spread() -> None:
    """A poor choice is called one."""
    facade = chosen("a.py b.py c.py", {"1": "a.py", "2": "b.py", "3": "c.py"})

    assert facade is not None
    assert facade.reason == "no file or directory has most of the users: choose a better one if you know it"


@pytest.mark.parametrize(
    ("files", "uses", "listing", "expected"),
    [
        ("a.py api.py", {"1": "a.py", "2": "a.py", "3": "a.py", "4": "api.py"}, "api.py", ("m", ("api.py",))),
        ("a.py api.py", {"1": "a.py", "2": "a.py", "3": "a.py", "4": "api.py"}, "a.py", ("m", ("a.py",))),
        ("a.py api/__init__.py", {"1": "a.py", "2": "a.py", "3": "api/__init__.py"}, "api/__init__.py", ("m/api", ())),
        ("a.py api/__init__.py api/b.py", {"1": "a.py", "2": "a.py", "3": "api/b.py"}, "api/b.py", ("m", ("a.py",))),
        ("facade.py api.py", {"1": "facade.py", "2": "api.py", "3": "api.py"}, "api.py", ("m", ("facade.py",))),
        ("a.py api.py", {"1": "a.py"}, "api.py", ("m", ("a.py",))),
    ],
)
def test_names_with_a_list(
    files: str, uses: dict[str, str], listing: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    """An `api` that lists its names and is used is the facade, however many use something else."""
    owned = [f"m/{path}" for path in files.split()]
    imports = [ResolvedImport(user, f"m/{path}") for user, path in uses.items()]

    facade = choose("m", owned, imports, (), [f"m/{listing}"])
    assert facade is not None
    assert (facade.directory, facade.sources) == expected
