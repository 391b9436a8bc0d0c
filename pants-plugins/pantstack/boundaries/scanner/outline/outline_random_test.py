"""Outlines of random files, valid and broken, compared with what parsing finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pantstack.boundaries.scanner.outline.agreement import differences

ROOTS = frozenset({"shop", "lib"})
OWN = ("shop.loading.load(path)", "plugin_class")
IMPORTS = (
    "import shop.a.b",
    "import shop.a as a, lib",
    "import os ; import lib",
    "from shop import a, b as c  # import d",
    "from shop.a import (  # (\n    b,  # )\n# '''\n    c as a,\n)",
    "from shop import(b)",
    "from .a import *",
    "from.import a",
    "from . import a; b = a.x",
    "from shop.a import b, \\\n    c",
    "lazy import lib.x",
    "lazy from shop import b",
    "import sys, importlib",
    "from shop . a import b",
    "from shop import ä",
    "from __future__ import annotations",
    "from typing import TYPE_CHECKING",
    "from .loading import load",
    "import unittest.mock as mock",
)
CODE = (
    "a.b.c(shop.a.x)",
    "x = a",
    "y = x.z\ny.w",
    "(lib\n .x.y)",
    "shop.a.b. c",
    "getattr(a, 'internal').x",
    "x: 'list[shop.a.T]' = None  # type: lib.T",
    "x = \"import lib\" + 'from shop import a'",
    'x = \'"""\'',
    '# """',
    "# it's; import lib",
    'x = """\nimport lib\n"""',
    "'''\nfrom shop import a\n\"\"\"\n'''",
    'x = f"{a.b!r:>{c.d}} {{}}"',
    'x = f"""{a.b}\nimport lib\n{c}"""',
    "x = f'{d[\"'''\"]}'",
    'x = r"\\"""" """\nimport lib\n"""',
    "x = 'a\\\nimport lib'",
    "# a \\",
    "x = {'a': b,\n'if': 1}",
    "x = (1\nif y else 2)",
    "raise X(\n) \\\n    from a",
    "importlib.import_module('shop.a')",
    "sys.modules['lib']",
    "sys.modules[__name__]",
    "x = sys.modules.get('json'), sys.modules",
    "importlib.import_module('json')",
    "x = importlib.import_module",
    "__import__('json').x",
    "load('shop.a')",
    "plugin_class = 'lib.x'",
    "mock.patch('shop.a.b')",
    "mock.patch.object(a, 'b')",
    "mock.patch.dict(a.b, {})",
    "y = mock",
    "y.patch('shop.a')",
    "helper(mock)",
    "monkeypatch.setattr('shop.a.b', 1)",
    "monkeypatch.setattr(a, 'b', 1)",
    "mocker.spy(a, 'b')",
    "x = f\"{mocker.patch('lib.x')}\"",
    "a.b = 1",
    "(a.b, x) = a.c = 1",
    "x = (\n    a.b,\n)",
    "(\n    a.b,\n) = 1",
    "for a.b in shop.a.x: ...",
    "del a.b",
    "setattr(a, 'b', 1)",
    "x: a.T = a.b",
    "self.a.b = cls.c",
    "c = d = a\nd.x = 1",
    "(a).x = f(d := b)",
    "b.append(a)",
    "x = (\n    a\n).b",
    "getattr((a), 'b').c",
    "a . b",
    "(a\n  .b)",
    "d = a  # b",
    "d.x.y",
    "f(a, b=c)",
    "a[0], x = b",
    "if (x\nand y):\n    a += b",
    "\x0c",
    "pass",
    "x = '#'  # '",
    "print x",
)
HEADS = (
    "if TYPE_CHECKING:",
    "if x: import lib",
    "try:",
    "class A:",
    "class B(\n    a.b,\n):",
    "def f(a=b.c,\n      *d):",
    "async def g(\n):",
    "with a.b as c:",
    "for a in b: # import lib",
    "@a.b\nclass C:",
    "else:",
)
JUNK = (
    "(",
    ")",
    "'",
    '"',
    '"""',
    "'''",
    "\\",
    "#",
    "\n",
    "\t",
    ":",
    ";",
    " import ",
    "from ",
    "=",
    "\\\n",
    "f'",
    "{",
    "é",
)
PIECE = st.one_of(st.sampled_from(IMPORTS), st.sampled_from(CODE))
LINES = st.lists(st.tuples(PIECE, st.one_of(st.none(), st.sampled_from(HEADS)), st.integers(0, 2)), max_size=8)


def written(lines: list[tuple[str, str | None, int]], ending: str, *, tabs: bool) -> str:
    """A file with pieces in blocks of some depth."""
    text, depth = [], 0
    for piece, head, less in lines:
        step = "\t" if tabs else "    "
        if head is not None:
            text.append(step * depth + head)
            depth += 1
        first, *rest = piece.split("\n")
        text += [step * depth + first, *rest]
        depth = max(0, depth - less)
    return ending.join("\n".join(text).split("\n"))


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.sampled_from(["shop/x.py", "shop/__init__.py"]))
def test_random_files(lines: list[tuple[str, str | None, int]], ending: str, tabs: bool, path: str) -> None:  # noqa: FBT001
    """An outline that is certain says what parsing says."""
    assert differences(path, written(lines, ending, tabs=tabs).encode(), ROOTS, OWN) in (None, [])


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(LINES, st.lists(st.tuples(st.integers(0, 400), st.integers(0, 9), st.sampled_from(JUNK)), max_size=3))
def test_broken_files(lines: list[tuple[str, str | None, int]], cuts: list[tuple[int, int, str]]) -> None:
    """An outline that is certain misses nothing where pieces are cut out and put in."""
    text = written(lines, "\n", tabs=False)
    for at, length, junk in cuts:
        text = text[:at] + junk + text[at + length :]
    assert differences("shop/x.py", text.encode(), ROOTS, OWN) in (None, [])
