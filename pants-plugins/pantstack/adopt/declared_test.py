"""Declarations of another tool as modules of a repository."""

from __future__ import annotations

from dataclasses import replace

from pantstack.adopt import declared_builds
from pantstack.adopt.declared import declare
from pantstack.adopt.pants_toml import PantsToml
from pantstack.adopt.sources.model import ForeignDeclarations, ForeignModule, Note
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.testing import project
from pantstack.declarations.model import Module

FILES = {
    "acme/a/x.py": "from acme.b.y import z\nfrom acme.c import now\n",
    "acme/b/y.py": "z = 1\n",
    "acme/c.py": "now = 1\n",
    "tests/a/test_x.py": "",
}


def at(line: int) -> SourceLocation:
    """A place in the other tool's file."""
    return SourceLocation("tach.toml", line)


def modules(*declared: ForeignModule, layers: tuple[str, ...] = ()) -> tuple[list[Module], list[str]]:
    """The modules to declare, and what is not carried over."""
    found = declare(ForeignDeclarations("tach", "tach.toml", declared, layers), project(FILES), {"acme/b": "Bills"})
    return [replace(module, location=at(0)) for module in found.modules], list(map(str, found.notes))


def test_everything_that_can_be_declared() -> None:
    """Each word of the other tool has its own here, and what is used by permission alone is named."""
    found, notes = modules(
        ForeignModule(
            "acme/a", at(1), layer="web", depends_on=(), allowed=("acme/b", "acme/c.py"), tests=("tests/a",), public=()
        ),
        ForeignModule("acme/b", at(2), cannot_depend_on=("acme/a",), consumers=("acme/a",), public=("y.py",)),
        ForeignModule("acme/c.py", at(3), is_file=True, utility=True),
        layers=("web",),
    )
    texts = declared_builds.build_texts(found, {"acme/BUILD": "file(name='c', source='x')\n"}, list(FILES))

    assert notes == []
    assert texts == {
        "acme/BUILD": (
            "file(name='c', source='x')\n\n"
            'pantstack_module(\n    name="c_2",\n    description="The code in acme/c.py",\n    file="c.py",\n'
            '    depends_on=["*"],\n    utility=True,\n)\n'
        ),
        "acme/a/BUILD": (
            'pantstack_module(\n    description="The code in acme/a",\n    layer="web",\n    depends_on=[\n'
            '        "acme/b",\n        "acme/c.py",\n    ],\n    tests=["tests/a"],\n)\n'
        ),
        "acme/b/BUILD": (
            'pantstack_module(\n    description="Bills",\n    depends_on=["*"],\n    cannot_depend_on=[\n'
            '        "acme/a",\n    ],\n    consumers=[\n        "acme/a",\n    ],\n    public=["y.py"],\n)\n'
        ),
    }


def test_what_cannot_be_declared() -> None:
    """It is left out with a note, nobody names it, and a list of consumers that is empty by that lets nobody in."""
    found, notes = modules(
        ForeignModule("acme/a", at(1), depends_on=("acme/gone", "acme/b"), layer="web"),
        ForeignModule("acme/b", at(2), depends_on=(), consumers=("acme/gone",)),
        ForeignModule("acme/gone", at(3)),
    )

    assert [(module.path, module.depends_on, module.public, module.layer) for module in found] == [
        ("acme/a", ("acme/b",), ("**",), None),
        ("acme/b", (), (), None),
    ]
    assert notes == [
        (
            "tach.toml:1 The layer `web` of `acme/a` is not carried over: [pantstack].layers has others. Add it there, then"
            " to the module."
        ),
        "tach.toml:3 This module is not declared: `acme/gone` owns no Python file. Declare it by hand, or leave it out.",
    ]


def test_modules_that_are_there() -> None:
    """They stay as they are, and are no modules to declare."""
    there = project({**FILES, "acme/b/BUILD": "pantstack_module(description='B')\n"})
    foreign = ForeignDeclarations("tach", "tach.toml", (ForeignModule("acme/b", at(1)), ForeignModule("acme/a", at(2))))

    assert [module.path for module in declare(foreign, there, {}).modules] == ["acme/a"]


def test_settings() -> None:
    """What holds for all modules goes to pants.toml, and what is set there stays, with a note."""
    toml = PantsToml('[pantstack-lint.severities]\n"acme/a:*" = "warning"\n')
    foreign = ForeignDeclarations(
        "tach",
        "tach.toml",
        (),
        ("web", "core"),
        type_checking=False,
        severities={"acme/a:*": "off", "acme/b:*": "off"},
    )
    notes = list(declared_builds.with_settings(toml, foreign))

    assert toml.text == (
        '[pantstack-lint]\ntype_checking = false\n\n[pantstack-lint.severities]\n"acme/a:*" = "warning"\n'
        '"acme/b:*" = "off"\n\n[pantstack]\nlayers = ["web", "core"]\n'
    )
    assert notes == [Note(SourceLocation("pants.toml", 2), "`acme/a:*` stays `warning` in pants.toml; tach has `off`.")]


def test_a_file_that_nobody_may_use() -> None:
    """It is its own only consumer: a file cannot be without a facade, and an empty list would let everybody in."""
    found, notes = modules(
        ForeignModule("acme/a", at(1)), ForeignModule("acme/c.py", at(2), is_file=True, consumers=("acme/c.py",))
    )

    assert [(module.path, module.consumers) for module in found] == [("acme/a", ()), ("acme/c.py", ("acme/c.py",))]
    assert notes == []
