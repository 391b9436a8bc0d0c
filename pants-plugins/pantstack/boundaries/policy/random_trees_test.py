"""Random repositories whose every edge is known because it was written on purpose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pantstack.boundaries import testing
from pantstack.boundaries.checks import CHECKS
from pantstack.boundaries.policy.evaluation import evaluate
from pantstack.boundaries.policy.report import build_report
from pantstack.boundaries.policy.selection import selection

NAMES = ("alpha", "beta", "gamma", "delta")

# Ways to reach a module `m`, and the code of the finding; the offending line is the last one.
PRIVATE = {
    "from modules.{m}.inner.core import Thing as {n}": "private-import",
    "from modules.{m}.inner import core as {n}": "private-import",
    "from modules.{m} import inner as {n}": "private-import",
    "import modules.{m}.inner.core": "private-import",
    "import modules.{m}.inner.core as {n}": "private-import",
    "from modules.{m}.inner.core import *": "private-import",
    "from modules.{m}.public import leaked as {n}": "private-import",
    "from modules.{m}.public import hidden as {n}": "unexported-name",
    "import modules.{m}.public\nmodules.{m}.inner.core.Thing()": "private-import",
    "import modules.{m}.public as {n}\n{n}.leaked.Thing()": "private-import",
    "from modules.{m} import public as {n}\nother_{n} = {n}\nother_{n}.leaked.Thing()": "private-import",
    'import importlib\nimportlib.import_module("modules.{m}.inner.core")': "dynamic-private-import",
    'from importlib import import_module as {n}\n{n}("modules." "{m}.inner")': "dynamic-private-import",
    '__import__("modules.{m}.inner.core")': "dynamic-private-import",
    'from unittest import mock\nmock.patch("modules.{m}.inner.core.Thing")': "dynamic-private-import",
    'import importlib\n{n} = 1\nimportlib.import_module(f"modules.{m}.inner.{{{n}}}")': "dynamic-private-import",
}
PUBLIC = (
    "from modules.{m}.public import Client as {n}",
    "from modules.{m} import public as {n}\n{n}.Client()",
    "import modules.{m}.public\nmodules.{m}.public.Client()",
    "import modules.{m}.public as {n}\n{n}.Client()",
    'import importlib\nimportlib.import_module("modules.{m}.public")',
)
# What only looks like a way; it uses nothing.
NOTHING = (
    "# from modules.{m}.inner.core import Thing",
    '{n} = "modules.{m}.inner.core"',
    '"""import modules.{m}.inner.core"""',
    "{n} = object()\n{n}.inner.core = 1",
    "def {n}(modules):\n    return modules.{m}.inner.core",
    "{n} = [modules.{m}.inner.core for modules in ()]",
)
# Each way has a scope of its own: in one scope an import that is found already stands for what builds on it.
BLOCKS = ("", "    if True:\n", "    try:\n", "    class Inner:\n", "    for _ in ():\n")


@dataclass(frozen=True)
class Way:
    """One way that a file takes.

    Attributes:
        target: the name of the module that it reaches.
        text: as written; the finding lies on its last line.
        code: of the finding; empty where there is none.
        uses: whether it uses the module at all.
        block: what it stands in.
    """

    target: str
    text: str
    code: str
    uses: bool
    block: str


@st.composite
def ways(draw: st.DrawFn, targets: tuple[str, ...]) -> Way:
    """A way to one of several modules."""
    target = draw(st.sampled_from(targets))
    kind = draw(st.sampled_from(("private", "private", "public", "nothing")))
    if kind == "private":
        text = draw(st.sampled_from(sorted(PRIVATE)))
        code = PRIVATE[text]
    else:
        text, code = draw(st.sampled_from(PUBLIC if kind == "public" else NOTHING)), ""
    # A star stands at the top level only; a name bound in a class is not seen from its methods, and needs none here.
    block = "" if "*" in text or kind == "nothing" else draw(st.sampled_from(BLOCKS))
    return Way(target, text, code, kind != "nothing", block)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, tuple[Way, ...]]:
    """For each file, the ways that it takes; modules use only those after them, so that there is no cycle."""
    found: dict[str, tuple[Way, ...]] = {}
    for index, name in enumerate(NAMES[:-1]):
        for number in range(draw(st.integers(0, 2))):
            ways_of_file = draw(st.lists(ways(NAMES[index + 1 :]), max_size=4))
            found[f"modules/{name}/inner/file{number}.py"] = tuple(ways_of_file)
    found["scripts/run.py"] = tuple(draw(st.lists(ways(NAMES), max_size=4)))
    return found


def written(tree: dict[str, tuple[Way, ...]]) -> tuple[dict[str, str], Counter[tuple[str, int, str]]]:
    """The files of a repository, and the findings that they must have."""
    files, expected = {}, Counter[tuple[str, int, str]]()
    used: dict[str, set[str]] = {name: set() for name in NAMES}
    for path, taken in tree.items():
        lines: list[str] = []
        for number, way in enumerate(taken):
            name = f"n{number}"
            block = "" if "*" in way.text else f"def f_{name}():\n{way.block}"
            text = way.text.format(m=way.target, n=name)
            indent = "    " * len(block.splitlines())
            lines += block.splitlines() + [f"{indent}{line}" for line in text.splitlines()]
            if way.code:
                expected[path, len(lines), way.code] += 1
            if "try" in block:
                lines += ["    finally:", "        pass"]
            owner = path.split("/")[1]
            if way.uses and owner in used:
                used[owner].add(way.target)
        files[path] = "\n".join([*lines, ""])
    for name in NAMES:
        depends_on = [f"modules/{target}" for target in sorted(used[name])]
        files[f"modules/{name}/BUILD"] = f"pantstack_module(description='x', depends_on={depends_on})\n"
        files[f"modules/{name}/inner/core.py"] = "class Thing: ...\n"
        files[f"modules/{name}/public/BUILD"] = "public_facade()\n"
        files[f"modules/{name}/public/__init__.py"] = (
            "from ..inner import core as leaked\nhidden = 1\nclass Client: ...\n__all__ = ['Client']\n"
        )
    return files, expected


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_exactly_the_planted_findings(tree: dict[str, tuple[Way, ...]]) -> None:
    """Every planted way around a facade is found at its line, and nothing else is."""
    files, expected = written(tree)
    found = Counter((each.path, each.position.line, each.code) for each in testing.evaluated(files).findings)

    assert {"missing": expected - found, "false": found - expected} == {"missing": Counter(), "false": Counter()}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees(), st.data())
def test_a_selection_is_the_whole_filtered(tree: dict[str, tuple[Way, ...]], data: st.DataObject) -> None:
    """A run over any selection has exactly the findings of the whole that lie in selected files."""
    files, _ = written(tree)
    facts = testing.project(files)
    outcome = evaluate(facts, CHECKS, testing.settings(files))
    chosen = data.draw(st.sets(st.sampled_from(sorted(path for path in files if path.endswith(".py")))))
    partial = build_report(facts, outcome, selection(chosen, facts.catalog))

    assert partial.findings == tuple(each for each in outcome.findings if each.path in chosen)
    assert partial.files == len(chosen)


@pytest.mark.parametrize("text", [*PRIVATE, *PUBLIC, *NOTHING])
def test_every_way_is_python(text: str) -> None:
    """What is planted is code that an interpreter accepts."""
    compile(text.format(m="alpha", n="n"), "way", "exec")
