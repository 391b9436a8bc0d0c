"""What a BUILD file declares."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.buildfiles.globs import PYTHON
from pantstack.buildfiles.parse import read

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
    found = [
        (call.kind, call.line, call.name, call.sources, call.plain, call.certain)
        for call in read("a/BUILD", TEXT).calls
    ]

    assert found == [
        ("python_sources", 2, "lib", PYTHON, True, True),
        ("python_tests", 3, None, ("*_test.py",), True, True),
        ("python_sources", 7, None, None, False, False),
        ("python_source", 8, "one", ("one.py",), True, True),
        ("python_sources", 9, None, None, False, False),
        ("pantstack_module", 10, None, (), True, True),
        ("acme_library", 11, None, (), True, False),
    ]


def test_text_stands_where_it_was_found() -> None:
    """Offsets are in bytes, so that letters of more than one of them move nothing."""
    call = read("a/BUILD", TEXT).calls[0]
    data = TEXT.encode()

    assert data[call.start : call.inside] == b"python_sources("
    assert call.keywords == (("name", '"lib"'), ("resolve", 'parametrize("a", "b")'))


def test_strings() -> None:
    """The strings of a BUILD file are those that may name targets; the paths in modules' declarations do not."""
    text = 'pex_binary(dependencies=[":lib"])\npantstack_module(depends_on=["a/b"])\n'

    assert read("a/BUILD", text).strings == (":lib",)


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
def test_what_is_no_python(text: str, line: int) -> None:
    """A file that cannot be parsed has a line to mend, and no call."""
    found = read("a/BUILD", text)

    assert (found.calls, found.error) == ((), line)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("python_sources", False),
        ("python_distribution", False),
        ("docker_image", False),
        ("__defaults__", False),
        ("public_facade", False),
        ("acme_library", True),
        ("run_python", True),
    ],
)
def test_macros(kind: str, expected: bool) -> None:  # noqa: FBT001  a table
    """A call that is neither Pants' nor ours may own files in a way that only its author knows."""
    assert read("BUILD", f"{kind}()").calls[0].unknown == expected


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ("{}", ()),
        ('{"a.py": {}, ("b.py", "c_*.py"): dict(x=1)}', ("a.py", "b.py", "c_*.py")),
        ("{key: {}}", None),
        ("{**more}", None),
        ("overrides", None),
    ],
)
def test_overrides(overrides: str, expected: Optional[tuple[str, ...]]) -> None:
    """What overrides are about is known where it is written down."""
    assert read("BUILD", f"python_sources(overrides={overrides})").calls[0].overridden == expected


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("{python_sources: dict(resolve='a')}", ["python_sources"]),
        ("{(python_tests, python_sources): {}}", [""]),
        ("{python_sources: {}, python_tests: {}}", ["python_sources"]),
        ("{python_tests: {}}", []),
        ("all=dict(resolve='a')", []),
        ("{(python_sources, public_facade): {}}", []),
        ("{'python_sources': {}}", None),
        ("{python_source: {}}", None),
        ("{kind: {} for kind in (python_sources, python_tests)}", None),
    ],
)
def test_defaults(argument: str, expected: Optional[list[str]]) -> None:
    """The places of python_sources in `__defaults__` are known where they are keys, alone or in a tuple."""
    text = f"__defaults__({argument})"
    joints = read("BUILD", text).calls[0].joints

    assert (None if joints is None else [text[start:end] for start, end in joints]) == expected
