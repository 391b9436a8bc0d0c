"""The files that a repository gets from Pantstack: libraries, infrastructure, locks, the launcher.

In Pantstack's own repository they are its own files; in an installed wheel they are package data in `shipped/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_IN_WHEEL: Final = _PACKAGE / "shipped"
ROOT: Final = _IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent.parent

# Resolves that are not a module's.
RESOLVES: Final = ("infra", "mypy", "pytest", "ruff", "stack")
_GLOBS: Final = (
    ".pants.bootstrap",
    "Makefile",
    "pants",
    "pants.remote.toml",
    "3rdparty/python/BUILD",
    *(f"3rdparty/python/requirements-{name}.txt" for name in RESOLVES),
    *(f"3rdparty/python/lockfiles/{name}.lock" for name in RESOLVES),
    "build-support/bootstrap.py",
    "build-support/generations/*/*",
    "build-support/interpreters.py",
    "build-support/new-module-pr",
    "build-support/pytest.ini",
    "build-support/reproducible_pex.py",
    "build-support/start_pants.py",
    "stack/**/BUILD",
    "stack/**/*.md",
    "stack/**/*.py",
    "stack/**/*.txt",
    "stack/**/*.yaml",
)
# With `testing.py` of stack/infra modules test their programs.
_TESTS: Final = ("*_test.py", "test_*.py", "conftest.py", "libs/*/testing.py", "libs/*/*/testing.py")
_EXECUTABLE: Final = frozenset({"build-support/new-module-pr", "pants"})


def read(*prefixes: str, root: Path = ROOT) -> dict[str, bytes]:
    """Read shipped files, by their path in a repository, sorted.

    Args:
        *prefixes: files, or folders with all that is below them; everything, if there are none.
        root: where the files are.

    Raises:
        LookupError: if nothing is shipped at or below one of them.
    """
    paths = _paths(root)
    below = {prefix: [path for path in paths if path == prefix or path.startswith(f"{prefix}/")] for prefix in prefixes}
    missing = [prefix for prefix, found in below.items() if not found]
    if missing:
        raise LookupError(f"`{missing[0]}` is not shipped: it is not below {root}")
    chosen = sorted({path for found in below.values() for path in found}) if prefixes else paths
    return {path: (root / path).read_bytes() for path in chosen}


def is_executable(path: str) -> bool:
    """Return whether a shipped file is a program."""
    return path in _EXECUTABLE


def _paths(root: Path) -> list[str]:
    found = {path for glob in _GLOBS for path in root.glob(glob) if path.is_file()}
    own = (path.relative_to(root) for path in found if not any(path.match(glob) for glob in _TESTS))
    return sorted(path.as_posix() for path in own)
