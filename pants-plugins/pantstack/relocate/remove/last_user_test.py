"""A shared resolve goes with the last module that has it, unless it is of use to somebody else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pantstack.boundaries.testing import project
from pantstack.relocate.model import Tree
from pantstack.relocate.remove import last_user, plan
from pantstack.relocate.rename.testing import after
from pantstack.scaffold import shared_resolve
from pantstack.scaffold.model import Answers, RenderedFile

BUILD = "3rdparty/python/BUILD"
TOML = '[python]\ndefault_resolve = "stack"\n\n[python.resolves]\nstack = "stack.lock"\n\n[x]\ny = 1\n'
START = {"pants.toml": TOML, BUILD: "module_requirements()\n"}


def made(files: Mapping[str, str], name: str) -> dict[str, str]:
    """Make a module that shares a resolve."""
    own = (
        RenderedFile(f"3rdparty/python/requirements-{name}-core.txt", "six\n"),
        RenderedFile(f"3rdparty/python/lockfiles/{name}_core.lock", "a lock\n"),
    )
    shared, edited = shared_resolve.share(Answers(name, {}, resolve="shared"), ("core",), own, files)
    texts = {**{file.path: file.text for file in shared}, **{file.path: file.text for file in edited}}
    module = {f"modules/{name}/BUILD": 'pantstack_module(description="x")\n', f"modules/{name}/x.py": ""}
    return {**files, **texts, **module}


def removed(files: Mapping[str, str], name: str) -> dict[str, str]:
    """Remove a module, as the goal does."""
    known = project(files)
    module = known.catalog.module(f"modules/{name}")
    assert module is not None
    tree = Tree({path: text.encode() for path, text in files.items()}, frozenset(files))
    builds = {path: text for path, text in files.items() if path.endswith("BUILD")}
    shared = last_user.resolve_of(tree, module, builds)
    return {path: text.decode() for path, text in after(tree.contents, plan.plan(tree, module, (), shared)).items()}


@pytest.mark.parametrize("start", [START, {**START, BUILD: ""}])
def test_the_last_user(start: dict[str, str]) -> None:
    """With it go the resolve, its requirements and its lockfile, byte for byte; with the one before it, nothing."""
    first = made(start, "billing")
    both = made(first, "paying")

    assert sorted(first.keys() - start.keys() - {BUILD}) == [
        "3rdparty/python/lockfiles/shared.lock",
        "3rdparty/python/requirements-shared.txt",
        "modules/billing/BUILD",
        "modules/billing/x.py",
    ]
    assert removed(both, "paying") == first
    assert removed(first, "billing") == {path: text for path, text in start.items() if text}


@pytest.mark.parametrize(
    "other",
    [
        {"tools/BUILD": 'python_sources(resolve="shared")\n'},
        {BUILD: "python_requirement(name='x', requirements=['x'], resolve=parametrize('stack', 'shared'))\n"},
        {"pants.toml": '[pytest]\ninstall_from_resolve = "shared"\n'},
        {"pants.toml": '[python-infer]\nx = {y = ["shared"]}\n'},
    ],
    ids=["a target", "a requirement", "a tool", "a setting"],
)
def test_other_users(other: dict[str, str]) -> None:
    """A resolve that somebody else has stays, and so do its files."""
    files = made(START, "billing")
    files.update({path: f"{files.get(path, '')}\n{text}" for path, text in other.items()})
    left = removed(files, "billing")

    assert left[BUILD] == files[BUILD]
    assert 'shared = "3rdparty/python/lockfiles/shared.lock"\n' in left["pants.toml"]
    assert {"3rdparty/python/lockfiles/shared.lock", "3rdparty/python/requirements-shared.txt"} <= left.keys()


def test_a_resolve_of_ones_own() -> None:
    """One that was there before, somewhere else, stays: nobody made it for modules."""
    files = made(START, "billing")
    files["pants.toml"] = files["pants.toml"].replace("lockfiles/shared.lock", "our.lock")

    assert 'shared = "3rdparty/python/our.lock"\n' in removed(files, "billing")["pants.toml"]


def test_what_has_to_be_known() -> None:
    """The files of the resolve are read for a module that shares one."""
    toml = '[pantstack.shared_resolves]\nbilling = "shared"\n'

    assert last_user.paths(toml, "billing") == (
        "3rdparty/python/BUILD",
        "3rdparty/python/requirements-shared.txt",
        "3rdparty/python/lockfiles/shared.lock",
    )
    assert last_user.paths(toml, "orders") == ()
