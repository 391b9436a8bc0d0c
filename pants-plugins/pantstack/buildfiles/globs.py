"""Match paths as the `sources` of a target do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_TESTS = ("test_*.py", "*_test.py", "tests.py")
_TEST_UTILS = ("conftest.py", "test_*.pyi", "*_test.pyi", "tests.pyi")
TEST_FILES = (*_TESTS, *_TEST_UTILS)
PYTHON = ("*.py", "*.pyi", *(f"!{glob}" for glob in TEST_FILES))
# What the generators of Pants own where a BUILD file does not say it.
DEFAULTS = {
    "python_sources": PYTHON,
    "public_facade": PYTHON,
    "python_tests": _TESTS,
    "python_test_utils": _TEST_UTILS,
}


# What a BUILD file may be called, in a directory and anywhere.
BUILD_FILES = ("BUILD", "BUILD.*")
ALL_BUILD_FILES = tuple(f"**/{glob}" for glob in BUILD_FILES)


def is_build_file(path: str) -> bool:
    """Return whether a path is that of a BUILD file."""
    name = path.rpartition("/")[2]
    return name == "BUILD" or name.startswith("BUILD.")


def below(folder: str, path: str) -> bool:
    """Return whether a path lies in a directory or below it; the empty directory is the repository."""
    return not folder or path == folder or path.startswith(f"{folder}/")


def relative(folder: str, path: str) -> str:
    """Return a path as it is written in the BUILD file of a directory above it."""
    return path[len(folder) + 1 :] if folder else path


def joined(folder: str, name: str) -> str:
    """Return the path of what a directory holds."""
    return f"{folder}/{name}" if folder else name


def parent(path: str) -> str:
    """Return the directory of a path; empty for the repository itself."""
    return path.rpartition("/")[0]


def parents(path: str) -> Iterable[str]:
    """Return all directories above a path, the nearest first, the repository itself last."""
    while path:
        path = parent(path)
        yield path


def matches(patterns: Iterable[str], path: str) -> bool:
    """Return whether globs own a path, both relative to the same directory; those with `!` exclude files."""
    patterns = tuple(patterns)
    return any(_pattern(glob).fullmatch(path) for glob in patterns if not glob.startswith("!")) and not any(
        _pattern(glob[1:]).fullmatch(path) for glob in patterns if glob.startswith("!")
    )


@lru_cache(maxsize=1024)
def _pattern(glob: str) -> re.Pattern[str]:
    parts = glob.split("/")
    text = ""
    for part in parts[:-1]:
        text += "(?:[^/]+/)*" if part == "**" else f"{_segment(part)}/"
    return re.compile(text + (".*" if parts[-1] == "**" else _segment(parts[-1])), re.DOTALL)


def _segment(part: str) -> str:
    """Return the expression for one name in a path, which no star leads out of."""
    return "".join(
        "[^/]*" if piece == "*" else "[^/]" if piece == "?" else _literal(piece)
        for piece in re.findall(r"\[!?\]?[^\]]*\]|.", part, re.DOTALL)
    )


def _literal(piece: str) -> str:
    if len(piece) == 1:
        return re.escape(piece)
    inner = piece[1:-1].replace("\\", r"\\").replace("[", r"\[").replace("]", r"\]").replace("^", r"\^")
    pattern = f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    try:
        re.compile(pattern)
    except re.error:
        return re.escape(piece)
    return pattern
