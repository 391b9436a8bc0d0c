"""The lines of what a TOML file has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pantstack.adopt.sources.toml_lines import KeyPath, lines

TEXT = '''\
# [not.a.table]
title = "a = [1]"  # b = 2
"quoted key" = 'it'

[tool.x] # c
many = [
    "one", # "two"
    { path = "p", deprecated = true }, [1,
    2],
]
long = """
x = 1
[y]
"""
a.b."c d" = 1

[[tool.x.items]]
path = "first"

[[tool.x.items]]
path = "second"
  [tool.x.items.sub]
  deep = -1.5e3
  [[tool.x.items.subs]]
  n = 1979-05-27T07:32:00Z

[other]
'''


def test_of_everything() -> None:
    """Tables, keys and elements have their lines, whatever strings and comments hold."""
    expected: dict[KeyPath, int] = {
        (): 1,
        ("title",): 2,
        ("quoted key",): 3,
        ("tool",): 5,
        ("tool", "x"): 5,
        ("tool", "x", "many"): 6,
        ("tool", "x", "many", 0): 7,
        ("tool", "x", "many", 1): 8,
        ("tool", "x", "many", 1, "path"): 8,
        ("tool", "x", "many", 1, "deprecated"): 8,
        ("tool", "x", "many", 2): 8,
        ("tool", "x", "many", 2, 0): 8,
        ("tool", "x", "many", 2, 1): 9,
        ("tool", "x", "long"): 11,
        ("tool", "x", "a"): 15,
        ("tool", "x", "a", "b"): 15,
        ("tool", "x", "a", "b", "c d"): 15,
        ("tool", "x", "items"): 17,
        ("tool", "x", "items", 0): 17,
        ("tool", "x", "items", 0, "path"): 18,
        ("tool", "x", "items", 1): 20,
        ("tool", "x", "items", 1, "path"): 21,
        ("tool", "x", "items", 1, "sub"): 22,
        ("tool", "x", "items", 1, "sub", "deep"): 23,
        ("tool", "x", "items", 1, "subs"): 24,
        ("tool", "x", "items", 1, "subs", 0): 24,
        ("tool", "x", "items", 1, "subs", 0, "n"): 25,
        ("other",): 27,
    }

    assert lines(TEXT) == expected


KEYS = st.text("abc-_ .\"'#=[", min_size=1, max_size=4)
LEAVES = st.one_of(st.booleans(), st.integers(-9, 9), st.text("ab\n\"'#=[]{},\\ ", max_size=8))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


def _paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:  # noqa: ANN401  whatever a file may have
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _paths(each, (*path, key))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), VALUES, max_size=4))
def test_of_any_file(data: dict[str, Any]) -> None:
    """Whatever the library writes, every value of it has a line, and no line is made up."""
    text = tomlkit.dumps(data)
    found = lines(text)

    plain = {
        path
        for path in _paths(tomlkit.parse(text).unwrap())
        if not any('"' in str(key) or "'" in str(key) for key in path)
    }
    assert plain <= found.keys()
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())
