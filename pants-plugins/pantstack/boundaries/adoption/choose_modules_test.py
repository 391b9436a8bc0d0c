"""Which directories become modules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Optional

import pytest

from pantstack.base.errors import UserError
from pantstack.boundaries.adoption.choose_modules import ModuleChoice, choose_modules
from pantstack.boundaries.adoption.folders import Folders
from pantstack.boundaries.adoption.model import Options

Import = tuple[str, str, Optional[str]]


def chosen(
    files: str,
    *,
    imports: Sequence[Import] = (),
    roots: Sequence[str] = (".",),
    declared: Collection[str] = (),
    options: Options = Options(),  # noqa: B008  it is frozen
) -> ModuleChoice:
    """The choice of a tree."""
    return choose_modules(Folders(files.split(), imports, roots), declared, options)


def modules(found: ModuleChoice) -> list[str]:
    """The directories of a choice."""
    return [candidate.path for candidate in found.candidates]


@pytest.mark.parametrize(
    ("files", "roots", "expected"),
    [
        # One package, with or without `src` around it.
        ("src/acme/__init__.py src/acme/a/x.py src/acme/b/x.py", ("src",), ["src/acme/a", "src/acme/b"]),
        (
            "acme/__init__.py acme/a/__init__.py acme/a/x.py acme/b/__init__.py acme/b/x.py setup.py",
            (".",),
            ["acme/a", "acme/b"],
        ),
        # Namespace packages, two levels of them.
        (
            "src/org/acme/a/__init__.py src/org/acme/a/x.py src/org/acme/b/__init__.py src/org/acme/b/x.py",
            ("src",),
            ["src/org/acme/a", "src/org/acme/b"],
        ),
        # Packages side by side.
        ("src/a/__init__.py src/a/x.py src/b/__init__.py src/b/x.py", ("src",), ["src/a", "src/b"]),
        ("a/__init__.py a/x.py b/__init__.py b/x.py", (".",), ["a", "b"]),
        # Directories that say what their children are.
        (
            "modules/a/backend/x.py modules/a/infrastructure/x.py modules/b/backend/x.py",
            (".",),
            ["modules/a", "modules/b"],
        ),
        ("libs/a/x.py services/b/x.py services/b/y/z.py", (".",), ["libs/a", "services/b"]),
        # Projects with source roots of their own stay whole, tests included.
        (
            "services/a/src/a/x.py services/a/tests/test_x.py services/b/src/b/x.py services/b/tests/test_x.py",
            ("services/a/src", "services/b/src"),
            ["services/a", "services/b"],
        ),
        ("one/src/one/x.py two/src/two/x.py", ("one/src", "two/src"), ["one", "two"]),
        (
            "plugins_of_ours/a-b/src/x/x.py plugins_of_ours/c/src/y/x.py",
            ("plugins_of_ours/a-b/src", "plugins_of_ours/c/src"),
            ["plugins_of_ours/a-b", "plugins_of_ours/c"],
        ),
        # The one project of a repository is split_reason.
        (
            "backend/src/acme/a/x.py backend/src/acme/b/x.py",
            ("backend/src",),
            ["backend/src/acme/a", "backend/src/acme/b"],
        ),
        # So is what holds most of the code.
        (
            "acme/a/1.py acme/a/2.py acme/b/1.py acme/b/2.py acme/__init__.py extra/__init__.py extra/1.py",
            (".",),
            ["acme/a", "acme/b", "extra"],
        ),
        # But not a directory whose code lies mostly in itself.
        ("acme/__init__.py acme/1.py acme/2.py acme/3.py acme/a/__init__.py acme/a/1.py", (".",), ["acme"]),
        # A flat tree has no directory.
        ("a.py b.py", (".",), []),
        ("src/a.py src/b.py", ("src",), []),
        # A stray file beside packages changes nothing.
        ("src/run.py src/a/x.py src/b/x.py", ("src",), ["src/a", "src/b"]),
        ("plugins/__init__.py plugins/load.py plugins/a/x.py acme/x.py acme/y.py", (".",), ["acme", "plugins"]),
        ("", (".",), []),
    ],
)
def test_found_out(files: str, roots: Sequence[str], expected: list[str]) -> None:
    """Without options the shape of a tree decides."""
    paths = files.split()
    imports = [(path, path, None) for path in paths]

    assert modules(chosen(files, imports=imports, roots=roots)) == expected


def test_left_alone() -> None:
    """What is not the product's own code is not a module, and is listed with the reason."""
    files = (
        "acme/__init__.py acme/a/x.py acme/b/x.py acme/empty/__init__.py acme/migrations/0001.py acme/tests/test_x.py "
        "acme/_vendor/six.py acme/bin/run.py acme/checks/__init__.py acme/checks/test_a.py acme/checks/test_b.py "
        "acme/a:b/__init__.py acme/a:b/x.py docs/conf.py .ci/run.py build-tools/x.py pile/x.py"
    )
    imports = [("acme/a/x.py", "acme/b/x.py", None), ("build-tools/x.py", "acme/a/x.py", None)]
    found = chosen(files, imports=imports)

    assert modules(found) == ["acme/a", "acme/b"]
    assert dict(found.skipped) == {
        ".ci": "its name says that it holds hidden files",
        "acme/_vendor": "its name says that it holds code of others",
        "acme/a:b": "its name has a character that is special in BUILD files",
        "acme/bin": "its name says that it holds scripts, and no other code imports it",
        "acme/checks": "it holds tests",
        "acme/empty": "it has only an `__init__` that is neither imported nor imports anything",
        "acme/migrations": "its name says that it holds migrations",
        "acme/tests": "its name says that it holds tests",
        "build-tools": "its name is not an identifier, and it has no source root",
        "docs": "its name says that it holds documentation, and no other code imports it",
        "pile": "it holds loose scripts: it has no package, and no import leads to or from it",
    }


def test_the_product_decides() -> None:
    """What is named like a script or an example is a module where the product imports it; tests do not count."""
    files = (
        "acme/bin/__init__.py acme/bin/x.py acme/examples/__init__.py acme/examples/x.py acme/a/x.py acme/a/test_x.py"
    )
    imports = [("acme/a/x.py", "acme/bin/x.py", None), ("acme/a/test_x.py", "acme/examples/x.py", None)]

    assert modules(chosen(files, imports=imports)) == ["acme/a", "acme/bin"]


def test_tests_beside_the_source() -> None:
    """A directory with more tests than code is a module where the product imports it."""
    files = "acme/a/x.py acme/a/test_x.py acme/a/test_y.py acme/b/y.py"

    assert modules(chosen(files, imports=[("acme/b/y.py", "acme/a/x.py", None)])) == ["acme/a", "acme/b"]
    assert modules(chosen(files, imports=[("acme/a/x.py", "acme/b/y.py", None)])) == ["acme/b"]


def test_declared_modules_stay() -> None:
    """A module that is there is neither proposed again nor put inside another one."""
    files = "acme/a/x.py acme/a/b/x.py acme/c/x.py acme/c/d/x.py acme/c/e/x.py tests/f/x.py tests/g/x.py"
    imports = [(path, path, None) for path in files.split()]
    found = chosen(files, imports=imports, declared=("acme/a", "acme/c/d", "tests/f"))

    assert [(each.path, each.reason) for each in found.candidates] == [
        ("acme/c/e", "it is beside the module acme/c/d"),
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Options(depth=1), ["lib", "src/acme"]),
        (Options(depth=2), ["lib/x", "src/acme/a", "src/acme/b"]),
        (Options(under=("src/acme",)), ["src/acme/a", "src/acme/b"]),
        (Options(under=("src/acme/",), depth=2), ["src/acme/a/deep"]),
        (Options(under=("s*",)), ["src/acme"]),
        (Options(under=(".",)), ["lib", "src"]),
        (Options(under=("src", "src/acme")), ["src/acme"]),
    ],
)
def test_options(options: Options, expected: list[str]) -> None:
    """Directories are chosen by how deep they lie, below source roots or below others."""
    files = "src/acme/__init__.py src/acme/a/x.py src/acme/a/deep/x.py src/acme/b/x.py src/acme/tests/x.py lib/x/y.py setup.py"

    assert modules(chosen(files, roots=(".", "src"), options=options)) == expected


def test_folders_named_around_a_module() -> None:
    """Modules never nest, whatever is requested."""
    found = chosen("a/b/x.py a/c/x.py d/x.py", declared=("a/b", "d"), options=Options(under=(".", "a", "d")[:2]))

    assert modules(found) == ["a/c"]
    assert found.skipped == (("a", "the module a/b is in it"),)

    found = chosen("a/b/x.py", declared=("a",), options=Options(depth=2))

    assert found.skipped == (("a/b", "it is in the module a"),)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Options(depth=0), UserError("The depth must be at least 1, not 0.", "Write 1 or more.")),
        (
            Options(under=("src", "scr/acme")),
            UserError(
                "`scr/acme` has no directory with Python files 1 level below it.",
                "Write directories from the root of the repository, such as src/acme or services/*/src.",
            ),
        ),
    ],
)
def test_wrong_options(options: Options, expected: UserError) -> None:
    """Options that match nothing are refused."""
    with pytest.raises(UserError) as caught:
        chosen("src/acme/a/x.py", options=options)

    assert caught.value == expected


def test_deep_trees() -> None:
    """No depth of directories ends in an error."""
    path = "/".join(["src"] * 3000)

    assert modules(chosen(f"{path}/a/x.py {path}/b/x.py", imports=[(f"{path}/a/x.py", f"{path}/b/x.py", None)])) == [
        f"{path}/a",
        f"{path}/b",
    ]
