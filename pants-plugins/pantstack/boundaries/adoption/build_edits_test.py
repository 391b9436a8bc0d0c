"""BUILD files get new text, and keep what they have."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.boundaries.adoption.build_edits import Draft
from pantstack.buildfiles.globs import TEST_FILES
from pantstack.buildfiles.parse import BuildFile

LONG = """\
    sources=[
        "*.py",
        "*.pyi",
        "!test_*.py",
        "!*_test.py",
        "!tests.py",
        "!conftest.py",
        "!test_*.pyi",
        "!*_test.pyi",
        "!tests.pyi",
        "!api.py",
    ],
"""


FILES = ("api.py", "b.py", "core.py", "core.pyi")


def narrowed(text: str, *globs: str) -> Optional[str]:
    """The text of a BUILD file whose first call no longer owns by globs."""
    build = BuildFile("a/BUILD", text)
    draft = Draft(build, build).exclude(build.calls[0], globs or ("!api.py",), FILES)
    return None if draft is None else draft.after.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "x()\n"),
        ("a()", "a()\n\nx()\n"),
        ("a()\n", "a()\n\nx()\n"),
        ("# Größe\r\na()\r\n", "# Größe\r\na()\r\n\r\nx()\r\n"),
        ("a()  # no end of line", "a()  # no end of line\n\nx()\n"),
    ],
)
def test_appended(text: str, expected: str) -> None:
    """What is there stays as it is, its line ends included."""
    build = BuildFile("BUILD", text)

    assert Draft(build, build).append("x()\n").after.text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("python_sources()\n", f"python_sources(\n{LONG})\n"),
        ('python_sources(name="lib")\n', f'python_sources(\n    name="lib",\n{LONG})\n'),
        ('python_sources(\n    name="lib",  # Größe\n)\n', f'python_sources(\n    name="lib",  # Größe\n{LONG})\n'),
        (
            'python_sources(  # why\n\tname="lib")\n',
            'python_sources(  # why\n\tname="lib",\n' + LONG.replace("    ", "\t") + ")\n",
        ),
        ('python_sources(sources=["*.py"])\n', 'python_sources(sources=["*.py", "!api.py"])\n'),
        ('python_sources(sources=("*.py",))\n', 'python_sources(sources=("*.py", "!api.py",))\n'),
        (
            'python_sources(\n    sources=[\n        "*.py",\n        "!b.py",  # why\n    ],\n)\n',
            'python_sources(\n    sources=[\n        "*.py",\n        "!b.py",  # why\n        "!api.py",\n    ],\n)\n',
        ),
    ],
)
def test_narrowed(text: str, expected: str) -> None:
    """Globs are added to those that are written down, or to the default ones; comments stay."""
    assert narrowed(text) == expected


@pytest.mark.parametrize(
    ("files", "sources", "expected"),
    [
        (["api.py", "b.py"], "", '"*.py", TESTS, "!api.py"'),
        (["api.py", "b.pyi"], "", '"*.pyi", TESTS'),
        (["api.py", "b.py"], '"api.py", "b.py"', '"b.py"'),
        (["api.py", "b.py"], '"a*.py", "b.py",  # why', '"b.py",  # why'),
        (["api.py", "b.py"], '"*.py", "gone.py"', '"*.py", "gone.py", "!api.py"'),
        (["api.py", "b.py"], '"api.py", "*.py"', '"*.py", "!api.py"'),
    ],
)
def test_no_glob_matches_nothing(files: list[str], sources: str, expected: str) -> None:
    """A glob that would match nothing any more goes, and what excludes nothing is not written."""
    build = BuildFile("a/BUILD", f"python_sources(sources=[{sources}\n])\n" if sources else "python_sources()\n")
    draft = Draft(build, build).exclude(build.calls[0], ["!api.py"], files)

    assert draft is not None
    tests = ", ".join(f'"!{glob}"' for glob in TEST_FILES)
    written = draft.after.calls[0].fields["sources"].text
    assert written is not None
    assert written.decode().replace(" ", "").replace("\n", "").replace(",]", "]") == (
        f"[{expected}]".replace("TESTS", tests).replace(" ", "")
    )


@pytest.mark.parametrize(
    "text",
    [
        "python_sources(**fields)\n",
        "python_sources(sources=globs)\n",
        'python_sources(sources=[("*." "py")])\n',
        "x = python_sources()\n",
        "for each in ():\n    python_sources()\n",
    ],
)
def test_not_narrowed(text: str) -> None:
    """What cannot be proved by reading the new text is not done."""
    assert narrowed(text) is None


def test_all_at_once() -> None:
    """One file takes any number of changes, whatever their order."""
    text = '__defaults__({python_sources: dict(resolve="a")})\npython_sources(name="x")\npython_sources(name="y", sources=["y.py", "z.py"])\n'
    build = BuildFile("a/BUILD", text)
    first = Draft(build, build).rename(build.calls[1])
    assert first is not None
    second = first.exclude(build.calls[2], ["!y.py"], ["y.py", "z.py"])
    assert second is not None

    assert second.share_defaults(build.calls[0]).append("x()\n").after.text == (
        '__defaults__({(python_sources, public_facade): dict(resolve="a")})\n'
        'public_facade(name="x")\n'
        'python_sources(name="y", sources=["z.py"])\n'
        "\nx()\n"
    )


def test_joined_in_a_tuple() -> None:
    """Defaults of a tuple of types get one more type."""
    build = BuildFile("BUILD", "__defaults__({(python_sources, python_tests): {}})")

    assert (
        Draft(build, build).share_defaults(build.calls[0]).after.text
        == "__defaults__({(python_sources, public_facade, python_tests): {}})"
    )
