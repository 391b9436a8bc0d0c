"""Declarations follow what is really used."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Optional

import pytest

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.fixing.sync_declarations import Change, Sync, diff, plan
from pantstack.declarations.model import Module


def module(path: str, *depends_on: str) -> Module:
    """A module that is declared on the first line of its BUILD file."""
    return Module(path, SourceLocation(f"{path}/BUILD", 1), depends_on=depends_on)


def text(*depends_on: str) -> str:
    """A BUILD file."""
    paths = ", ".join(f'"{path}"' for path in depends_on)
    return f"pantstack_module(depends_on=[{paths}])\n"


def used(**uses: str) -> dict[str, frozenset[str]]:
    """What modules use: words by module."""
    return {path: frozenset(paths.split()) for path, paths in uses.items()}


def test_add_and_remove() -> None:
    """What is used and not declared is added, what is declared and not used goes; a module does not use itself."""
    modules = (module("c", "a"), module("a"), module("b", "a"), module("d", "a", "x"))
    texts = {"a/BUILD": text(), "b/BUILD": text("a"), "c/BUILD": text("a"), "d/BUILD": text("a", "x")}

    assert plan(modules, used(a="a", b="a", c="b c", d="a c"), texts) == Sync(
        (
            Change("c/BUILD", text("a"), text("b"), ("b",), ("a",)),
            Change("d/BUILD", text("a", "x"), text("a", "c"), ("c",), ("x",)),
        ),
        (),
    )


def test_what_is_not_judged_stays() -> None:
    """A module whose uses are not known keeps its declaration."""
    assert plan((module("a", "b"), module("b")), {}, {}) == Sync((), ())


def test_forbidden() -> None:
    """A use that must not be is not declared; the others are."""

    def layers(user: str, other: str) -> Optional[str]:
        return f"`{user}` lies below `{other}`" if other == "top" else None

    assert plan((module("a"), module("b"), module("top")), used(a="b top"), {"a/BUILD": text()}, layers) == Sync(
        (Change("a/BUILD", text(), text("b"), ("b",), ()),),
        (
            UserError(
                "`a` uses `top` but may not declare it: `a` lies below `top`.",
                "Remove the imports of `top`, or move what they need.",
                SourceLocation("a/BUILD", 1),
            ),
        ),
    )


def test_what_is_not_named() -> None:
    """A utility is not declared unless it is already, and a module that may use any keeps what it has."""
    modules = (
        replace(module("a", "gone"), may_use_any=True),
        module("b"),
        module("c", "log"),
        module("d", "log"),
        replace(module("log"), utility=True),
    )
    texts = {f"{each.path}/BUILD": text(*each.depends_on) for each in modules}

    assert plan(modules, used(a="b log", b="log c", c="log", d="c"), texts) == Sync(
        (
            Change("b/BUILD", text(), text("c"), ("c",), ()),
            Change("d/BUILD", text("log"), text("c"), ("c",), ("log",)),
        ),
        (),
    )


def test_several_modules_of_one_build_file() -> None:
    """Each declaration is edited by its name, and the file is written once."""
    place = SourceLocation("shop/BUILD", 1)
    modules = (
        Module("shop", place, depends_on=("x",)),
        Module("shop/a.py", place, is_file=True, target="a"),
        Module("shop/b.py", place, is_file=True, target="b", depends_on=("shop",)),
    )
    before = (
        'pantstack_module(name="a", file="a.py")\n'
        'pantstack_module(depends_on=["x"])\n'
        'pantstack_module(name="b", file="b.py", depends_on=["shop"])\n'
    )
    after = (
        'pantstack_module(name="a", file="a.py", depends_on=["shop"])\n'
        'pantstack_module(depends_on=["shop/b.py"])\n'
        'pantstack_module(name="b", file="b.py", depends_on=[])\n'
    )
    uses = {"shop": frozenset(["shop/b.py"]), "shop/a.py": frozenset(["shop"]), "shop/b.py": frozenset[str]()}

    assert plan(modules, uses, {"shop/BUILD": before}) == Sync(
        (Change("shop/BUILD", before, after, ("shop/b.py", "shop"), ("x", "shop")),), ()
    )


def test_cycles() -> None:
    """No new declaration closes a cycle, be it with those that stay or with other new ones."""
    modules = (module("a"), module("b", "c"), module("c"), module("d"), module("e"))
    texts = {path: text() for path in ("a/BUILD", "b/BUILD", "c/BUILD", "d/BUILD", "e/BUILD")}
    found = plan(modules, used(b="c", c="a b", d="e", e="d a"), texts)

    assert [change.path for change in found.changes] == ["c/BUILD", "e/BUILD"]
    assert [change.added for change in found.changes] == [("a",), ("a",)]
    assert [problem.message for problem in found.refused] == [
        "`c` uses `b` but may not declare it: it would close the cycle c -> b -> c.",
        "`d` uses `e` but may not declare it: it would close the cycle d -> e -> d.",
        "`e` uses `d` but may not declare it: it would close the cycle e -> d -> e.",
    ]


def test_a_dependency_that_turns_around() -> None:
    """A declaration that goes closes no cycle."""
    modules = (module("a", "b"), module("b"))
    texts = {"a/BUILD": text("b"), "b/BUILD": text()}

    assert plan(modules, used(a="", b="a"), texts) == Sync(
        (
            Change("a/BUILD", text("b"), text(), (), ("b",)),
            Change("b/BUILD", text(), text("a"), ("a",), ()),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("build", "place", "message", "help"),
    [
        (
            "\npantstack_module(depends_on=DEPENDS)\n",
            SourceLocation("a/BUILD", 2),
            "`depends_on` of this pantstack_module is not a plain list of strings: `DEPENDS`.",
            "Write it as a list of string literals, or edit it by hand. Add `c`, `d`. Delete `b`.",
        ),
        (
            text("x"),
            SourceLocation("a/BUILD", 1),
            "`depends_on` of `a` is not what this declaration says, so something else sets it.",
            "Add `c`, `d`. Delete `b`.",
        ),
        (
            None,
            SourceLocation("a/BUILD", 1),
            "This BUILD file could not be read as UTF-8.",
            "Add `c`, `d`. Delete `b`.",
        ),
        (
            "# caf\ufffd\n" + text("b"),
            SourceLocation("a/BUILD", 1),
            "This BUILD file could not be read as UTF-8.",
            "Add `c`, `d`. Delete `b`.",
        ),
    ],
)
def test_refused(build: Optional[str], place: SourceLocation, message: str, help: str) -> None:
    """A declaration that is not plain, not what counts or not there is left to a person, with what to do."""
    texts = {} if build is None else {"a/BUILD": build}

    assert plan((module("a", "b"),), used(a="c d"), texts) == Sync((), (UserError(message, help, place),))


def test_diff() -> None:
    """A unified diff, with the paths as git has them."""
    before = "# a\n\npantstack_module(\n    depends_on=[],\n)\n"
    after = before.replace("[]", '["b"]')
    body = '@@ -1,5 +1,5 @@\n # a\n \n pantstack_module(\n-    depends_on=[],\n+    depends_on=["b"],\n )\n'

    assert diff(
        [
            Change("a/BUILD", before, after, ("b",), ()),
            Change("b c/BUILD", before, after, ("b",), ()),
            Change('d"/BUILD', before, after, ("b",), ()),
        ]
    ) == (
        f"--- a/a/BUILD\n+++ b/a/BUILD\n{body}"
        f"--- a/b c/BUILD\t\n+++ b/b c/BUILD\t\n{body}"
        f'--- "a/d\\"/BUILD"\n+++ "b/d\\"/BUILD"\n{body}'
    )


@pytest.mark.parametrize("path", ["a/BUILD", "a b/BUILD", "ä/BUILD", 'a"b/BUILD', "a\\b/BUILD"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\n", "a\nc\n"),
        ("a\nb", "a\nc"),
        ("a\nb", "a\nb\n"),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("\ufeffa\x0c\u2028b\n", "\ufeffa\x0c\u2028c\n"),
        ("a\n", ""),
    ],
)
def test_git_applies_it(tmp_path: Path, path: str, before: str, after: str) -> None:
    """Git makes the change from the diff, whatever the lines and the path are like."""
    file = tmp_path / path
    file.parent.mkdir()
    file.write_bytes(before.encode())

    subprocess.run(
        ["git", "apply", "--unsafe-paths", "-"],
        cwd=tmp_path,
        input=diff([Change(path, before, after, (), ())]).encode(),
        check=True,
    )

    assert file.read_bytes() == after.encode()
