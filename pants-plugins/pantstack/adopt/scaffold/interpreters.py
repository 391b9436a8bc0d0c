"""CPythons: those of the lockfiles that Pantstack ships, where code of a repository may be for others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from pantstack.adopt.copies import Unit
from pantstack.adopt.pants_toml import PantsToml
from pantstack.base.errors import ActionFailed, UserError
from pantstack.declarations.configuration import FILE

# The CPythons that the shipped lockfiles are made for.
CONSTRAINTS: Final = "CPython>=3.11,<3.13"
_SUPPORTED: Final = frozenset({11, 12})
_MINORS: Final = range(20)
_CLAUSE = re.compile(r"(==|!=|>=|<=|~=|>|<)\s*3(?:\.(\d+)(\.(?:\d+|\*))?)?\s*$")
_DEFAULTS: Final = f"""\
# The CPythons that the lockfiles of modules are for.
__defaults__(all={{"interpreter_constraints": ["{CONSTRAINTS}"]}})
"""
_RESOLVES: Final = "resolves_to_interpreter_constraints"
# Where what Pantstack makes and takes over lies.
_FOLDERS: Final = ("modules", "stack")


def allows_others(toml: PantsToml) -> bool:
    """Return whether code may be for other CPythons than those of the shipped lockfiles."""
    constraints = toml.items("python", "interpreter_constraints")
    if not constraints:
        return False
    allowed = {minor for constraint in constraints for minor in _MINORS if _allows(constraint, minor)}
    return not allowed or not allowed <= _SUPPORTED


def _allows(constraint: str, minor: int) -> bool:
    """Return whether a constraint allows any CPython 3 of a minor version; one that is not understood does."""
    for clause in constraint.removeprefix("CPython").split(","):
        found = _CLAUSE.match(clause.strip())
        if found is None:
            return True
        operator, other = found[1], int(found[2] or 0)
        holds = {
            "==": minor == other,
            "~=": minor == other if found[3] else minor >= other,
            "!=": True,
            ">=": minor >= other,
            ">": minor >= other,
            "<=": minor <= other,
            "<": minor < other,
        }
        if not holds[operator]:
            return False
    return True


def defaults(toml: PantsToml, texts: Mapping[str, str]) -> list[Unit]:
    """Return the files that give modules and libraries the CPythons of their lockfiles, where code may have others."""
    paths = [f"{folder}/BUILD" for folder in _FOLDERS] if allows_others(toml) else []
    return [Unit({path: _DEFAULTS}, CONSTRAINTS in texts.get(path, "")) for path in paths]


def other_tests(toml: PantsToml) -> Iterator[UserError]:
    """Report that tests would get a pytest that is not for their CPythons; Pants has one for all."""
    if toml.get("pytest", "install_from_resolve") is None and allows_others(toml):
        yield ActionFailed(
            f"The tests here may be for others than {CONSTRAINTS}, which Pantstack's pytest is for.",
            "Set [pytest].install_from_resolve to a resolve with a pytest of yours, or narrow interpreter_constraints.",
            toml.location("python", "interpreter_constraints"),
        )


def keep_resolves(toml: PantsToml, resolves: Collection[str]) -> None:
    """Let Pants make the lockfiles of Pantstack's resolves for their CPythons, where code may have others."""
    if allows_others(toml):
        for resolve in resolves:
            if resolve not in (toml.get("python", _RESOLVES) or {}):
                toml.set(f"python.{_RESOLVES}", resolve, [CONSTRAINTS])


def keep_tool(toml: PantsToml, tool: str) -> Iterator[str]:
    """Keep a tool of Pantstack's on the CPythons of its lockfile, and yield what the user should know."""
    if not allows_others(toml):
        return
    if tool == "mypy" and toml.get("mypy", "interpreter_constraints") is None:
        toml.set("mypy", "interpreter_constraints", [CONSTRAINTS])
    if tool == "pytest":
        yield (
            f"{FILE}: pytest is for {CONSTRAINTS}, as modules are; tests of other code need"
            " [pytest].install_from_resolve with a pytest of yours."
        )
