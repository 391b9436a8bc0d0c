"""Rewrites of random files, judged by the interpreter's own parser."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass
from typing import Any, Optional

from hypothesis import given, settings
from hypothesis import strategies as st

from pantstack.base.locations import Position
from pantstack.boundaries.fixing.rewrite_imports import Replacement, rewrite

MODULES = ("o.core", "o . core", ".core", "..", "orders.public")
FACADES = ("orders.public", "stock.public")
LAYOUTS = ("plain", "backslash", "tight", "lines", "opened", "crowded")
FRAMES = (
    "IMPORT\n",
    "IMPORT\n",
    "IMPORT  # tail\n",
    "q = 1; IMPORT; r = 2\n",
    "IMPORT; r = 2\n",
    "if q: IMPORT\n",
    "if q:\n    IMPORT\nelse:\n    r = 1\n",
    "def q():\n\tif r:\n\t\tIMPORT\n\treturn 1\n",
    "class Q:\n  IMPORT\n",
    "try:\n    IMPORT\nexcept ImportError:\n    pass\n",
    "\nIMPORT\n\n",
)


@dataclass(frozen=True)
class Name:
    """A name of a statement: what binds it, where it shall come from and as what, and whether it has comments."""

    name: str
    alias: Optional[str]
    facade: Optional[str]
    public: str
    above: bool
    beside: bool

    @property
    def bound(self) -> str:
        """The name that it gets."""
        return self.alias or self.name


NAMES = st.builds(
    Name,
    st.sampled_from("abcdef"),
    st.sampled_from([None, None, "x", "a"]),
    st.sampled_from([None, None, *FACADES]),
    st.sampled_from("abxz"),
    st.booleans(),
    st.booleans(),
)
STATEMENTS = st.tuples(
    st.sampled_from(FRAMES),
    st.sampled_from(MODULES),
    st.lists(NAMES, min_size=1, max_size=5, unique_by=lambda name: name.bound),
    st.sampled_from(LAYOUTS),
    st.sampled_from(["", ","]),
)


def written(names: list[Name], layout: str, comma: str, indent: str) -> str:
    """The names of a statement; a null byte is before each."""
    texts = ["\0" + name.name + (f" as {name.alias}" if name.alias else "") for name in names]
    if layout == "plain":
        return ", ".join(texts)
    if layout == "backslash":
        return f", \\\n{indent}   ".join(texts)
    if layout == "tight":
        return f"({', '.join(texts)}{comma})"
    lines = ["(  # opened" if layout == "opened" else "("]
    for number, (name, text) in enumerate(zip(names, texts)):
        ended = text + (comma if number == len(names) - 1 else ",")
        if layout == "crowded" and number and "#" not in lines[-1]:
            lines[-1] += f" {ended}"
        else:
            lines += [f"    # above {name.name}"] * name.above + [f"    {ended}"]
        lines[-1] += f"  # beside {name.name}" * name.beside
    return f"\n{indent}".join((*lines, ")"))


def outline(node: object) -> object:
    """A syntax tree in which the imports of a block that stand together are what they bind in the end."""
    if isinstance(node, ast.AST):
        return type(node).__name__, [outline(value) for _, value in ast.iter_fields(node)]
    if not isinstance(node, list):
        return node
    parts: list[Any] = []
    for each in node:
        if not isinstance(each, ast.ImportFrom):
            parts.append(outline(each))
            continue
        if not parts or not isinstance(parts[-1], dict):
            parts.append({})
        parts[-1].update({name.asname or name.name: (each.level, each.module, name.name) for name in each.names})
    return parts


def comments(source: str) -> list[str]:
    """All comments, sorted."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return sorted(token.string for token in tokens if token.type == tokenize.COMMENT)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(STATEMENTS, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_random_files(made: list[tuple[str, str, list[Name], str, str]], newline: str) -> None:
    """Every requested name comes from its facade and no other changes; blocks, order and comments are kept."""
    marked, simple = "", ""
    for frame, module, names, layout, comma in made:
        indent = frame.split("IMPORT")[0].rpartition("\n")[2]
        indent = "" if indent.strip() else indent
        marked += frame.replace("IMPORT", f"from {module} import {written(names, layout, comma, indent)}")
        single = (
            f"from {name.facade or module} import {name.public if name.facade else name.name} as {name.bound}"
            for name in names
        )
        simple += frame.replace("IMPORT", "; ".join(single))
    source, replacements = "", []
    for part, name in zip(marked.split("\0"), (None, *(name for _, _, names, _, _ in made for name in names))):
        if name is not None and name.facade is not None:
            place = Position(source.count("\n") + 1, len(source) - source.rfind("\n"))
            replacements.append(Replacement(place, name.facade, name.public))
        source += part

    fixed = rewrite(source.replace("\n", newline).encode(), replacements)
    result = fixed.content.decode()

    assert fixed.refused == ()
    assert result.count("\n") == result.count(newline)
    assert outline(ast.parse(result)) == outline(ast.parse(simple))
    assert comments(result) == comments(source)
    assert rewrite(fixed.content, ()).content == fixed.content
