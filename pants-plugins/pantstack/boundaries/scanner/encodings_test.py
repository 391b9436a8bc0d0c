"""Bytes of every kind are read, or reported as unreadable."""

from __future__ import annotations

import sys
import sysconfig
import tokenize
from collections.abc import Sequence
from pathlib import Path
from typing import Callable

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import Binding, FileScan, ImportSite, SignatureReference
from pantstack.boundaries.scanner.scan import scan, suppressions
from pantstack.syntax import source

A = ImportSite(Position(1, 8), "a")
BOUND = Binding("a", Position(1, 8), "import", "a")


def value(name: str, line: int, column: int = 1) -> Binding:
    """A variable of the top level."""
    return Binding(name, Position(line, column))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbfimport a\n", FileScan("a.py", (A,), ("a",), bindings=(BOUND,))),
        (
            b"# coding: latin-1\nx = '\xe4'; import a\n",
            FileScan(
                "a.py",
                (ImportSite(Position(2, 17), "a"),),
                ("a", "x"),
                bindings=(value("x", 2), Binding("a", Position(2, 17), "import", "a")),
            ),
        ),
        (
            b"import a\nx = (\n",
            FileScan("a.py", (A,), ("a",), (Position(2, 1), "it is not Python"), bindings=(BOUND,)),
        ),
        (b"x = 1\n\0", FileScan("a.py", error=(Position(2, 1), "it has a null byte"))),
        (
            b"# coding: klingon\n",
            FileScan("a.py", error=(Position(1, 1), "its text cannot be decoded: unknown encoding: klingon")),
        ),
        (
            b"x = '\xe4'\n",
            FileScan(
                "a.py",
                error=(
                    Position(1, 1),
                    "its text cannot be decoded: invalid or missing encoding declaration",
                ),
            ),
        ),
        (
            b"# coding: unicode_escape\nx = '\\ud800'\n",
            FileScan(
                "a.py",
                error=(
                    Position(1, 1),
                    "its text cannot be decoded: 'utf-8' codec can't encode character '\\ud800' in position 30: surrogates not allowed",
                ),
            ),
        ),
        (b"", FileScan("a.py")),
        (b"x = t'{a}'\n", FileScan("a.py", (), ("x",), bindings=(value("x", 1),))),
        (
            b"type X = int\ndef f[T](a: T): ...\nf'{x!r:{y}}'\n",
            FileScan(
                "a.py",
                (),
                ("X", "f"),
                bindings=(value("X", 1, 6), Binding("f", Position(2, 5), "function")),
                signature_references=(SignatureReference("X", Position(1, 10), "int", alias=True),),
            ),
        ),
    ],
)
def test_bytes_of_every_kind(content: bytes, expected: FileScan) -> None:
    """Encodings, newer syntax and broken files end in a scan that says what could not be read."""
    assert scan("a.py", content) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("try: pass\nexcept A, B.c, D: import a", None),
        ("try: pass\nexcept* A, B: import a", None),
        ("def f[T = int, *Ts = *tuple[int], **P = [int]](): import a", None),
        ("class A[T: b.C = str](d.E): import a", None),
        ("type A[T = int] = list[T]\nimport a", None),
        ("x = t\"{a['b']}\" + rt'''{c}'''; lazy import a", None),
        ("import a\nmatch x:\n    case [1, *y] if z: pass", None),
        ("import a\n[*x for x in y]", None),
        ("import a\nlazy = 1; lazy.imports; t = rt = 2", None),
        ("def f(:\n    import a", (Position(1, 7), "it is not Python")),
        ("import a\nx = lazy import", (Position(2, 1), "it is not Python")),
        ("import a\nimport", (Position(2, 1), "it is not Python")),
        ("class A[T = (: import a", (Position(1, 1), "it is not Python")),
    ],
)
def test_syntax_that_is_newer_than_the_grammar(source: str, expected: object) -> None:
    """Syntax up to Python 3.15 is no error, and what is none in any Python is."""
    found = scan("a.py", source.encode())

    assert found.error == expected
    assert {site.module for site in found.imports} <= {"a"}


def test_newer_syntax_in_a_string() -> None:
    """What stands in a string stays as it is, whatever stands around it."""
    assert scan("a.py", b"lazy import a\n__all__ = ['lazy import b', 't\\'c']").dunder_all == ("lazy import b", "t'c")


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 5000 + "a.b" + ")" * 5000 + "\nimport a\n",
        "x = " + "lambda: " * 5000 + "a.b\nimport a\n",
        "x = " + " + ".join(["0"] * 5000) + " + a.b\nimport a\n",
        "def f(x: " + "list[" * 5000 + "y" + "]" * 5000 + " = a.b): ...\nimport a\n",
        "a0 = a\n" + "".join(f"a{i + 1} = a{i}\n" for i in range(500)) + "a500.b\nimport a\n",
        "x = [" + "0, " * 20000 + "a.b]\nimport a\n",
        "__all__ = " + " + ".join(["['x']"] * 5000) + "\na.b\nimport a\n",
        "if x: pass\n" + "elif TYPE_CHECKING: pass\n" * 2000 + "a.b\nimport a\n",
    ],
    ids=["parentheses", "lambdas", "a sum", "annotations", "aliases", "a long line", "__all__", "branches"],
)
def test_deep_and_long(source: str) -> None:
    """Nesting that would overflow a recursion is read, and so are endless lines."""
    found = scan("a.py", source.encode())

    assert ([site.module for site in found.imports], found.error) == (["a.b", "a"], None)


def test_depth_that_would_end_the_interpreter() -> None:
    """A broken file as deep as CPython's own parser survives no recursion over is a file with an error."""
    source = "import a\nx = a" + ".b" * 100_000 + "\ny = (\n"

    assert scan("a.py", source.encode()).error == (Position(3, 1), "it is not Python")


def test_depth_that_would_end_the_interpreter_beside_a_gap_of_the_grammar() -> None:
    """Where only the interpreter could tell whether a file is Python, it does not go too deep."""
    gap = "if x:\n    (a.  # pantstack: ignore[x] why\nb)\n"

    assert scan("a.py", gap.encode()).error is None
    assert scan("a.py", f"{gap}x = a{'.b' * 100_000}\n".encode()).error == (Position(2, 5), "it is not Python")


@pytest.mark.parametrize(
    ("parses", "error"),
    [(True, (Position(1, 17), "this import cannot be read")), (False, (Position(1, 1), "it is not Python"))],
)
def test_an_import_that_the_grammar_does_not_know_is_reported(
    parses: bool,  # noqa: FBT001  a table
    error: tuple[Position, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No import is passed over in silence, whether the interpreter reads it, as until 3.13, or refuses it."""
    monkeypatch.setattr(source, "interpreter_parses", lambda *_: parses)

    assert scan("a.py", b"from __future__ import *\n").error == error


def test_a_null_byte_by_any_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named at its place also by an interpreter that takes it for a mistake in the encoding."""
    lenient = tokenize.detect_encoding

    def strict(readline: Callable[[], bytes]) -> tuple[str, Sequence[bytes]]:
        encoding, lines = lenient(readline)
        if any(b"\0" in line for line in lines):
            message = "source code cannot contain null bytes"
            raise SyntaxError(message)
        return encoding, lines

    monkeypatch.setattr(tokenize, "detect_encoding", strict)

    assert scan("a.py", b"x = 1\0\n").error == (Position(1, 6), "it has a null byte")


def test_every_file_of_the_standard_library() -> None:
    """Real code in all its variety is read: each import, without an exception."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    paths = sorted(folder.glob("*.py")) + sorted(folder.glob("test/test_[a-d]*.py"))
    wrong = []
    for path in paths[:300]:
        content = path.read_bytes()
        found = scan(path.name, content)
        suppressions(content)
        if found.error is not None:
            wrong.append((path.name, found.error))

    assert wrong == []
    assert len(paths) >= 200, sys.version
