"""A text without the bodies of its functions binds the same."""

from __future__ import annotations

import pytest

from pantstack.boundaries.scanner.outline.function_bodies import without_bodies
from pantstack.boundaries.scanner.scan import scan

SHORTENED = {
    "a function": ("def f():\n    return 1\nx = 1\n", "def f():\n    0\nx = 1\n"),
    "one after another": ("def f():\n    a = 1\n\n\ndef g():\n    b = 1", "def f():\n    0\n\n\ndef g():\n    0"),
    "methods": (
        "class A:\n    x = 1\n    async def f(self): # note\n        y = 1\n    z = 1\n",
        "class A:\n    x = 1\n    async def f(self): # note\n        0\n    z = 1\n",
    ),
    "a head with several lines": (
        "def f(\n    a: int = g(1), b='x'\n) -> dict[str, int]:\n    a = 1\n",
        "def f(\n    a: int = g(1), b='x'\n) -> dict[str, int]:\n    0\n",
    ),
    "functions inside": ("def f():\n    def g():\n        a = 1\n    return g\n", "def f():\n    0\n"),
    "a string with less indentation": ('def f():\n    a = """\nx = 1\n"""\n    b = 1\n', "def f():\n    0\n"),
    "such strings of two kinds": ("def f():\n    '''\"\nx = 1\n'''\n    b = 1\n", "def f():\n    0\n"),
    "a comment with less indentation": (
        "def f():\n    a = 1\n# note\n    b = 1\n",
        "def f():\n    0\n# note\n    b = 1\n",
    ),
    "the word import in another place": ("def f():\n    reimport(1)\n    'import x'\n", "def f():\n    0\n"),
}
WHOLE = {
    "no function": "x = 1\n",
    "a function on one line": "def f(): return 1\nclass A:\n    x = 1\n",
    "a function in a string": '"""\ndef f():\n    a\n    """\nclass A:\n    x = 1\n    """text"""\n',
    "an import": "def f():\n    import a\n",
    "an import behind a colon": "def f():\n    if a: from a import b\n",
    "an import on two lines": "def f():\n    from a \\\n    import b\n",
    "a global name": "def f():\n    global x\n    x = 1\n",
    "globals": "def f():\n    globals()['x'] = 1\n",
    "an attribute of a type": "class A:\n    def f(self):\n        self.x: int = 1\n",
    "names on demand": "def __getattr__(name):\n    return {'a': b}[name]\n",
    "tabs": "def f():\n\treturn 1\n",
    "a comment for the checker": "def f():\n    a.b()  # pantstack: ignore[private-import] why not\n",
    "a joined line": "def f():\n    a = \\\nb\n",
    "a parenthesis in a string of a head": "def f(a='('):\n    return g()\n",
}


@pytest.mark.parametrize(("text", "expected"), SHORTENED.values(), ids=SHORTENED.keys())
def test_shortened(text: str, expected: str) -> None:
    """In the place of a body is a zero."""
    shortened = without_bodies(text.encode())
    assert shortened is not None
    assert shortened.data.decode() == expected


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_left_whole(text: str) -> None:
    """What may bind something of the file, or import, stays; and all where a body's end is not plain."""
    assert without_bodies(text.encode()) is None


REST = "é = 'é'; from a import b\ndef h(x: 'é.b') -> C: ...\nclass A(B):\n    y: C\n    def i(self, d: D): ...\n"


@pytest.mark.parametrize(
    "text", [*(text for text, _ in SHORTENED.values()), *WHOLE.values()], ids=[*SHORTENED.keys(), *WHOLE.keys()]
)
def test_scans(text: str) -> None:
    """What a file binds, and where, is read of it as of the whole of it."""
    content = f"{text}\n{REST}\n{text}\n{REST}".encode()
    assert scan("a.py", content, frozenset(), whole=False) == scan("a.py", content, frozenset())


def test_what_cannot_be_parsed() -> None:
    """Where the rest is not Python, nothing is left out."""
    content = b"def f():\n    a = (\n1)\nx = 1\n"
    assert scan("a.py", content, whole=False) == scan("a.py", content)
