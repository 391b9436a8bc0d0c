"""Modules in a cycle."""

from __future__ import annotations

from pantstack.base.locations import Position
from pantstack.boundaries.checks import module_cycle
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated


def modules(*edges: str) -> dict[str, str]:
    """Modules of one letter each, with edges such as "ab": a declares and imports b."""
    files: dict[str, str] = {}
    for name in sorted({letter for edge in edges for letter in edge}):
        uses = [edge[1] for edge in edges if edge[0] == name]
        listed = ", ".join(f'"m/{each}"' for each in uses)
        files[f"m/{name}/BUILD"] = f'pantstack_module(description="M", depends_on=[{listed}])\n'
        files[f"m/{name}/public/BUILD"] = "public_facade()\n"
        files[f"m/{name}/public/__init__.py"] = "class Name: ...\n"
        files[f"m/{name}/core.py"] = "import json\n" + "".join(f"from m.{each}.public import Name\n" for each in uses)
    return files


def late(files: dict[str, str], path: str, text: str) -> dict[str, str]:
    """The files with one more import in a function."""
    return {**files, path: f"def late():\n    {text}\n"}


def test_three_that_declare_it() -> None:
    """The chain names every step with file and line; the finding lies at the first entry."""
    (found,) = evaluated(modules("ab", "bc", "ca")).findings

    assert found == Finding(
        "m/a/BUILD",
        Position(1, 47),
        "module-cycle",
        "3 modules declare that they use each other in a cycle.",
        "The shortest cycle: m/a -> m/b (m/a/BUILD:1), m/b -> m/c (m/b/BUILD:1), m/c -> m/a (m/c/BUILD:1).",
        "Delete one of these entries of depends_on.",
    )
    assert (found.target, found.end) == ("m/a -> m/b -> m/c", None)


def test_three_that_only_import_it() -> None:
    """What the declarations leave out is seen in the imports, private ones too."""
    files = late(modules("ab", "bc"), "m/c/late.py", "from m.a.core import json")
    found = [each for each in evaluated(files).findings if each.code == module_cycle.CODE]

    assert found == [
        Finding(
            "m/a/core.py",
            Position(2, 24),
            "module-cycle",
            "3 modules import each other in a cycle.",
            "The shortest cycle: m/a -> m/b (m/a/core.py:2), m/b -> m/c (m/b/core.py:2), m/c -> m/a (m/c/late.py:2).",
            "Remove one of these imports.",
        )
    ]
    assert found[0].end == Position(2, 28)


def test_the_shortest_circle_of_a_knot() -> None:
    """Of the cycles of one strongly connected component the shortest is reported, and each component has its own."""
    found = evaluated(modules("ab", "bc", "cd", "da", "db", "xy", "yx", "za", "ax")).findings

    assert [(each.code, each.target) for each in found] == [
        ("module-cycle", "m/b -> m/c -> m/d"),
        ("module-cycle", "m/x -> m/y"),
    ]


def test_no_circle() -> None:
    """Two ways to the same module are none, nor is a file outside that joins both ends."""
    files = {**modules("ab", "ac", "bd", "cd"), "main.py": "import m.a.public\nimport m.d.public\n"}

    assert evaluated(files).findings == ()


def test_what_only_type_checkers_see_closes_none() -> None:
    """An import that never runs is no edge; with the option off it needs no declaration either."""
    text = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from m.a.public import Name\n"
    files = {**modules("ab"), "m/b/core.py": text}
    off = evaluated(files, type_checking=False)

    assert [each.code for each in evaluated(files).findings] == ["undeclared-module"]
    assert off.findings == ()
