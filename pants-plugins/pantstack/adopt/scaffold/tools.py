"""Which tools a repository has set up, and which it gets."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from pantstack.adopt.pants_toml import PantsToml
from pantstack.adopt.scaffold.python_settings import PYTEST

MYPY: Final = "mypy"
COVERAGE: Final = "coverage-py"
_CHECKERS: Final = "typecheck"
MYPY_BACKEND: Final = "pants.backend.python.typecheck.mypy"
MYPY_ARGUMENTS: Final = ("--namespace-packages", "--explicit-package-bases")
# Settings by which a repository has a tool of its own.
_OWN_TOOL = ("install_from_resolve", "lockfile", "version", "requirements")


def missing(toml: PantsToml) -> list[str]:
    """Return the tools that are installed from Pantstack's resolves: those that are not set up yet.

    Pants fails in `check` as long as there is no checker, so nobody runs that yet where mypy is added.
    """
    is_adopted = toml.get(MYPY, "install_from_resolve") == MYPY
    wanted = {PYTEST: True, MYPY: is_adopted or not has_checker(toml)}
    return [tool for tool, is_wanted in wanted.items() if is_wanted and _is_free(toml, tool)]


def _is_free(toml: PantsToml, tool: str) -> bool:
    resolve = toml.get(tool, "install_from_resolve")
    return resolve == tool or all(toml.get(tool, name) is None for name in _OWN_TOOL)


def lacks_coverage(toml: PantsToml, resolves: Collection[str]) -> bool:
    """Return whether coverage is to come from Pantstack's resolve of pytest, which has it: nobody has set it up yet."""
    return PYTEST in resolves and _is_free(toml, COVERAGE)


def has_checker(toml: PantsToml) -> bool:
    """Return whether the repository has a type checker."""
    return any(_CHECKERS in backend for backend in toml.items("GLOBAL", "backend_packages") or ())


def is_checked_by_ones_own_mypy(toml: PantsToml, resolves: Collection[str]) -> bool:
    """Return whether mypy runs, by arguments that are not those of Pantstack."""
    arguments = toml.items(MYPY, "args")
    is_known = MYPY in resolves and toml.get(MYPY, "args") is None
    runs = MYPY_BACKEND in (toml.items("GLOBAL", "backend_packages") or ())
    return runs and not is_known and not {*MYPY_ARGUMENTS} <= {*(arguments or ())}
