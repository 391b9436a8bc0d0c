"""Paths and globs as BUILD files have them."""

from __future__ import annotations

import pytest

from pantstack.buildfiles import globs


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        (("*.py",), "a.py", True),
        (("*.py",), "a/b.py", False),
        (("**/*.py",), "b.py", True),
        (("**/*.py",), "a/b/c.py", True),
        (("a/**",), "a/b/c.py", True),
        (("a/**/c.py",), "a/c.py", True),
        (("?.py",), "a.py", True),
        (("?.py",), "ab.py", False),
        (("[ab].py",), "a.py", True),
        (("[!ab].py",), "a.py", False),
        (("[!ab].py",), "c.py", True),
        (("[z-a].py",), "[z-a].py", True),
        (("a+(1).py",), "a+(1).py", True),
        (("[a.py",), "[a.py", True),
        (("*.py", "!a.py"), "a.py", False),
        (("!a.py", "*.py"), "a.py", False),
        (("!a.py",), "b.py", False),
        ((), "a.py", False),
        (globs.PYTHON, "a.pyi", True),
        (globs.PYTHON, "conftest.py", False),
        (globs.PYTHON, "a_test.py", False),
    ],
)
def test_globs_own_paths(patterns: tuple[str, ...], path: str, expected: bool) -> None:  # noqa: FBT001  a table
    """A star stays in a directory, two go through them, and what an exclamation mark excludes is not owned."""
    assert globs.matches(patterns, path) == expected


def test_paths() -> None:
    """The empty directory is the repository, and a name is not in a directory that only starts like it."""
    assert [globs.below("a", path) for path in ("a", "a/b.py", "ab/c.py", "c.py")] == [True, True, False, False]
    assert globs.below("", "c.py")
    assert (globs.relative("", "a/b.py"), globs.relative("a", "a/b.py")) == ("a/b.py", "b.py")
    assert (globs.joined("", "a"), globs.joined("a", "b")) == ("a", "a/b")
    assert list(globs.parents("a/b/c.py")) == ["a/b", "a", ""]
    assert list(globs.parents("c.py")) == [""]
