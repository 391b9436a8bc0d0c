"""What targets in BUILD files refer to."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.resolver.build_references import (
    BuildReference,
    declares_requirements,
    entry_point_module,
    resolve_dependency,
)
from pantstack.declarations.model import Facade, Module

FILES = ("a/b/x.py", "a/b/plain")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":lib", ("here/there", "lib")),
        ("a/b", ("a/b", "b")),
        ("//a/b", ("a/b", "b")),
        ("a/b:lib", ("a/b", "lib")),
        ("a/b:lib@resolve=x", ("a/b", "lib")),
        ("a/b#generated", ("a/b", "b")),
        ("a/b/x.py", ("a/b/x.py", "")),
        ("a/b/x.py:lib", ("a/b/x.py", "")),
        ("a/b/plain", ("a/b/plain", "")),
        ("./x.py", ("here/there/x.py", "")),
        ("!a/b", ("a/b", "b")),
    ],
)
def test_addresses(text: str, expected: tuple[str, str]) -> None:
    """An address names a file, or a directory and a target in it."""
    assert resolve_dependency(text, "here/there", FILES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a.b:run", "a.b"), ("a.b", "a.b"), ("main.py:run", ""), ("x/main.py", ""), (":api", ""), ("//a:api", "")],
)
def test_entry_points(text: str, expected: str) -> None:
    """An entry point names a module; a file of its own directory and an address name none."""
    assert entry_point_module(text) == expected


@pytest.mark.parametrize(
    ("reaches", "target", "expected"),
    [
        ("a/b", "b", True),
        ("a/b", "lib", False),
        ("a/b/x.py", "", True),
        ("a/b/y.py", "", False),
        ("a", "b", False),
        ("a", "a", True),
        ("a", "", False),
    ],
)
def test_what_opens_a_facade(reaches: str, target: str, expected: bool) -> None:  # noqa: FBT001  a table
    """A facade's target is open, and so are the files that it owns, and the address of its module."""
    facade = Facade("a/b", SourceLocation("a/b/BUILD", 1), ("a/b/x.py",))
    module = Module("a", SourceLocation("a/BUILD", 1), facade=facade)

    assert BuildReference("c/BUILD", Position(1, 1), "dependency", "", reaches, target).names_facade(module) is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("python_requirements", True),
        ("python_requirement", True),
        ("poetry_requirements", True),
        ("pipenv_requirements", True),
        ("jvm_artifact", True),
        ("go_third_party_package", True),
        ("python_artifact", False),
        ("python_sources", False),
        ("resources", False),
        ("pantstack_module", False),
    ],
)
def test_targets_of_requirements(kind: str, expected: bool) -> None:  # noqa: FBT001  a table
    """The name that a BUILD file calls separates what others publish from a module's own targets."""
    assert declares_requirements(kind) is expected
