"""What a BUILD file declares."""

from __future__ import annotations

import pytest

from pantstack.buildfiles.globs import PYTHON
from pantstack.buildfiles.ownership import sources
from pantstack.buildfiles.parse import BuildFile
from pantstack.syntax.source import text_of
from pantstack.syntax.source_edits import Edit

TEXT = """\
# Grüße
python_sources(name="lib", resolve=parametrize("a", "b"))
python_tests(sources=[
    "*_test.py",
])
for kind in ("a", "b"):
    python_sources(name=kind, sources=[kind + ".py"])
python_source(name="one", source="one.py")
python_sources(**fields)
pantstack_module(description="Says more", depends_on=["b/c"])
acme_library(name=f"{x}")
"""


def test_calls() -> None:
    """Every call that may declare a target is found, with what it says of its files, and whether it may be edited."""
    found = [(call.kind, call.line, call.name, sources(call), call.plain) for call in BuildFile("a/BUILD", TEXT).calls]

    assert found == [
        ("python_sources", 2, "lib", PYTHON, True),
        ("python_tests", 3, None, ("*_test.py",), True),
        ("python_sources", 7, "", None, False),
        ("python_source", 8, "one", ("one.py",), True),
        ("python_sources", 9, None, None, False),
        ("pantstack_module", 10, None, (), True),
        ("acme_library", 11, "", (), True),
    ]


def test_text_stands_where_it_was_found() -> None:
    """Offsets are in bytes, so that letters of more than one of them move nothing."""
    call = BuildFile("a/BUILD", TEXT).calls[0]
    data = TEXT.encode()

    assert data[call.node.start_byte :].startswith(b"python_sources(")
    assert {name: text_of(value) for name, value in call.fields.items()} == {
        "name": '"lib"',
        "resolve": 'parametrize("a", "b")',
    }


def test_calls_of() -> None:
    """Calls of a name are found wherever they stand, even in a broken file; attributes, comments and strings are not."""
    text = "# f()\nx.f(f)\nf(f(), 'f()')\nif x:\n    f ()\nff()\nf(\n"

    assert [(call.line, call.statement) for call in BuildFile("a/BUILD", text).calls_of("f")] == [
        (3, True),
        (3, False),
        (5, False),
    ]


def test_a_mark_and_line_ends() -> None:
    """An edit keeps the byte order mark, of which no offset knows."""
    build = BuildFile("a/BUILD", "\ufefff()\r\n")

    assert build.error is None
    assert build.edited([Edit(0, 1, b"g")]).text == "\ufeffg()\r\n"


def test_strings() -> None:
    """The strings of a BUILD file are those that may name targets; the paths in modules' declarations do not."""
    text = 'pex_binary(dependencies=[":lib"])\npantstack_module(depends_on=["a/b"])\n'

    assert BuildFile("a/BUILD", text).strings == (":lib",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("python_sources(\n", 1),
        ("a = 1\nif:\n", 2),
        ("<<<<<<< HEAD\n", 1),
        ("a = '\0'", 1),
        ("a = '\ud800'", 1),
        ("(" * 5000 + ")" * 5000, 1),
    ],
)
def test_what_is_not_python(text: str, line: int) -> None:
    """A file that cannot be parsed has a line to fix, and no calls."""
    found = BuildFile("a/BUILD", text)

    assert (found.calls, found.error) == ((), line)
