"""New calls for BUILD files."""

from __future__ import annotations

import ast

import pytest

from pantstack.buildfiles.render import call, literal, string_list


@pytest.mark.parametrize(
    "text", ["plain", "a \"b\" and 'c'", "C:\\dir\\", "tab\tline\nend", "Größe 🐍", "\ud800\u2028\x00", ""]
)
def test_literals(text: str) -> None:
    """Any text is written on one line that reads as it."""
    written = literal(text)

    assert ast.literal_eval(written) == text
    assert written.startswith('"')
    assert len(written.splitlines()) == 1
    written.encode("utf-8")


def test_declarations() -> None:
    """A call with one short argument has one line, any other a line for each."""
    depends_on = string_list(["a", "b"], vertical=True)

    assert call("public_facade", []) == "public_facade()\n"
    assert (
        call("public_facade", [("sources", string_list(["a.py", "b.py"]))])
        == 'public_facade(sources=["a.py", "b.py"])\n'
    )
    assert call("pantstack_module", [("description", '"x"'), ("depends_on", depends_on)]) == (
        'pantstack_module(\n    description="x",\n    depends_on=[\n        "a",\n        "b",\n    ],\n)\n'
    )
