"""Random repositories in which a module is renamed: the checker finds the same, and the way back leads to the start."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pantstack.boundaries.testing import evaluated
from pantstack.relocate.rename.testing import renamed

NAMES = ("alpha", "beta", "gamma")
OLD, NEW = "modules/beta", "modules/omega"
# Ways to name a module `m`, public and private ones, and what only looks like one.
WAYS = (
    "from modules.{m}.inner.core import Thing as {n}",
    "from modules.{m}.inner import core as {n}",
    "from modules.{m} import inner as {n}",
    "from modules import {m}",
    "from modules import {m} as {n}\n{n}.public.Client()",
    "import modules.{m}.inner.core",
    "import modules.{m}.inner.core as {n}",
    "import modules as {n}\n{n}.{m}.public.Client()",
    "from modules.{m}.public import *",
    "from ...{m}.public import Client as {n}",
    "from ...{m} import inner as {n}",
    "from ... import {m} as {n}",
    "import modules.{m}.public\nmodules.{m}.inner.core.Thing()",
    "import modules.{m}\n{n} = modules.{m}\n{n}.public.Client()",
    "import modules.{m}.public\n\n\ndef f{n}(x: 'modules.{m}.public.Client') -> None: ...",
    'import importlib\nimportlib.import_module("modules.{m}.inner.core")',
    'import importlib\nimportlib.import_module(f"modules.{m}.inner.{{n}}")',
    'import importlib\nimportlib.import_module(".core", package="modules.{m}.inner")',
    '__import__("modules.{m}.inner.core")',
    'from unittest import mock\nmock.patch("modules.{m}.inner.core.Thing")',
    "# from modules.{m}.inner.core import Thing",
    '{n} = "modules.{m}.inner.core"',
    "{n} = object()\n{n}.inner.core = 1",
    "def {n}(modules):\n    return modules.{m}.inner.core",
)
BUILD = """\
pantstack_module(
    description="x",
    depends_on=[{uses}],
)
"""


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """Modules that name each other in all ways; a module uses only those after it."""
    files = {"scripts/BUILD": "", "scripts/deep/run.py": _file(draw, NAMES, relative=False)}
    for index, name in enumerate(NAMES):
        others = NAMES[index + 1 :]
        folder = f"modules/{name}"
        used = draw(st.lists(st.sampled_from(others), unique=True)) if others else []
        files[f"{folder}/BUILD"] = BUILD.format(uses=", ".join(f'"modules/{other}"' for other in sorted(used)))
        files[f"{folder}/public/BUILD"] = 'public_facade(resolve=consumer_resolves("modules/alpha"))\n'
        files[f"{folder}/public/__init__.py"] = "from ..inner.core import Thing as Client\n"
        files[f"{folder}/inner/core.py"] = "class Thing: ...\n"
        files[f"{folder}/inner/user.py"] = _file(draw, (*others, name), relative=True)
    return files


def _file(draw: st.DrawFn, names: tuple[str, ...], *, relative: bool) -> str:
    """A file that takes some ways, each with a name of its own."""
    ways = [way for way in WAYS if relative or "..." not in way]
    taken = draw(st.lists(st.tuples(st.sampled_from(ways), st.sampled_from(names)), max_size=6))
    return "".join(f"{way.format(m=name, n=f'n{number}')}\n" for number, (way, name) in enumerate(taken))


def findings(files: dict[str, bytes], name: str) -> list[tuple[str, ...]]:
    """What the checker says of a tree, with one word for a module."""
    found = evaluated(files).tolerable
    words = re.compile(rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])")
    return sorted(
        (each.code, words.sub("it", each.path), str(each.position.line), words.sub("it", each.message))
        for each in found
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_the_same_is_found(files: dict[str, str]) -> None:
    """The findings are the same, modulo the name, and so are all bytes once the module has its old name again."""
    contents = {path: text.encode() for path, text in files.items()}
    once, _ = renamed(contents, OLD, NEW)
    back, _ = renamed(once, NEW, OLD)

    assert findings(once, "omega") == findings(contents, "beta")
    assert back == contents
