"""What BUILD files declare, without running them."""

from __future__ import annotations

from typing import Any

import pytest

from pantstack.buildfiles.evaluation.reader import Reader
from pantstack.buildfiles.evaluation.values import Made, Parametrized


def _read(
    builds: dict[str, str], preludes: dict[str, str] | None = None
) -> tuple[list[tuple[str, str, dict[str, Any]]], list[str]]:
    """Declarations, and errors."""
    reader = Reader({"twice": lambda directory, _: lambda text: f"{text} {directory}"}, lambda *_: True)
    texts, functions = ({p: t.encode() for p, t in each.items()} for each in (builds, preludes or {}))
    errors = reader.read(texts, functions)
    return [(each.kind, each.name, dict(each.values)) for each in reader.declarations], [str(each) for each in errors]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a' 'b' + 'c'", "abc"),
        ("['a', *('b', 'c')] + ['d']", ["a", "b", "c", "d"]),
        ("{'a': 1, **{'b': 2}}", {"a": 1, "b": 2}),
        ("dict(a=1)", {"a": 1}),
        ("f'{\"x\"!r:>5}-{1 + 1}'", "  'x'-2"),
        ("'%s.%s' % ('a', 'b')", "a.b"),
        ("'/'.join(n.upper() for n in ('a', 'b') if n != 'a')", "B"),
        ("[a + b for a, b in zip('ab', 'cd')]", ["ac", "bd"]),
        ("{k: v for k, v in {'a': 1}.items()}", {"a": 1}),
        ("'a' if 1 < 2 <= 2 else 'b'", "a"),
        ("('a', 'b', 'c')[1:][0]", "b"),
        ("not [] and -1", -1),
        ("sorted({'b', 'a'})", ["a", "b"]),
        ("str(build_file_dir() )", "a"),
        ("twice('x')", "x a"),
        ("parametrize('a', b='c')", Parametrized({"a": "a", "b": "c"})),
        ("python_artifact(name='x')", Made("python_artifact", {"name": "x"})),
        ("[n for n in [1, 2, 3] if n % 2]", [1, 3]),
    ],
)
def test_values(text: str, value: object) -> None:
    """What is certain has its value."""
    assert _read({"a/BUILD": f"files(x={text})\n"}) == ([("files", "a", {"x": value})], [])


@pytest.mark.parametrize(
    "text",
    [
        "env('X')",
        "open('x').read()",
        "__import__('os').getcwd()",
        "name.attribute",
        "'a' * 10 ** 9",
        "'a' * 99999 * 99999",
        "f'{1:>99999999}'",
        "list(range(10 ** 9))",
        "(lambda: 1)()",
        "[n for n in env('X')]",
        "().__class__.__bases__",
    ],
)
def test_what_is_not_certain(text: str) -> None:
    """What only running the file tells is unknown, and nothing is run."""
    declared, errors = _read({"a/BUILD": f"files(x={text})\n"})

    assert (declared[0][2]["x"].location.line, errors) == (1, [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("for n in ('a', 'b'):\n    if n == 'a':\n        continue\n    files(name=n)\n", ["b"]),
        ("for n in 'ab':\n    files(name=n)\n    break\nelse:\n    files(name='z')\n", ["a"]),
        (
            "def f(a, *more, b='c', **rest):\n    files(name=a + b, **rest)\n    return a\nf('x', b=f('y'))\n",
            ["yc", "xy"],
        ),
        ("x = []\nx.append('a')\nx += ['b']\n[files(name=n) for n in x]\n", ["a", "b"]),
        ("a, (b, c) = 'x', ('y', 'z')\nfiles(name=a + b + c)\n", ["xyz"]),
    ],
)
def test_statements(text: str, names: list[str]) -> None:
    """Loops, functions and assignments are followed."""
    declared, errors = _read({"a/BUILD": text})

    assert ([name for _, name, _ in declared], errors) == (names, [])


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("x = (\n", "a/BUILD:1 This BUILD file cannot be read: "),
        ("if env('X'):\n    files()\n", "a/BUILD:2 Whether this files counts cannot be read without running the file."),
        ("while True:\n    files()\n", "a/BUILD:2 Whether this files counts cannot be read"),
        ("[files(name=n) for n in env('X')]\n", "a/BUILD:1 Whether this files counts cannot be read"),
        ("def f():\n    f()\nf()\n", "a/BUILD:2 This call of `f` cannot be read"),
        ("def f(a): ...\nf()\n", "a/BUILD:2 This call of `f` cannot be read"),
        ("import os\n", "a/BUILD:1 Pants allows no imports here."),
        ("files(x=1 // 0)\n", "a/BUILD:1 This BUILD file cannot be read: integer division or modulo by zero."),
        ("files(x=[1][2])\n", "a/BUILD:1 This BUILD file cannot be read: list index out of range."),
        (
            "[1 for a in range(99999) for b in range(99999)]\n",
            "a/BUILD:1 This BUILD file takes too many steps to read.",
        ),
    ],
)
def test_refusals(text: str, error: str) -> None:
    """What cannot be read, and what Pants refuses, is an error with its place; a file that never ends does."""
    _, errors = _read({"a/BUILD": text})

    assert [each[: len(error)] for each in errors] == [error]


def test_defaults() -> None:
    """Those of a directory count below it, until they are set anew, for all kinds or for one; a prelude's functions are everywhere."""
    builds = {
        "BUILD": "__defaults__({(files, 'file'): {'x': 1}}, all={'y': 2})\n",
        "a/BUILD": "files()\n",
        "a/b/BUILD": "__defaults__({files: {'z': 3}}, extend=True)\nmany('n')\n",
        "a/c/BUILD": "__defaults__(all={})\nfiles()\nresources(name='r')\n",
    }
    prelude = {"prelude.py": "def many(name):\n    files(name=name)\n    resources(name=name + '2')\n"}

    assert _read(builds, prelude) == (
        [
            ("files", "a", {"y": 2, "x": 1}),
            ("files", "n", {"y": 2, "x": 1, "z": 3, "name": "n"}),
            ("resources", "n2", {"y": 2, "name": "n2"}),
            ("files", "c", {}),
            ("resources", "r", {"name": "r"}),
        ],
        [],
    )
