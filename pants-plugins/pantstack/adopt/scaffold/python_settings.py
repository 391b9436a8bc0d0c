"""Resolves and tools in pants.toml."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from pantstack.adopt.pants_toml import PantsToml
from pantstack.adopt.scaffold import interpreters
from pantstack.adopt.scaffold.interpreters import CONSTRAINTS
from pantstack.base.errors import ActionFailed, UserError
from pantstack.declarations.configuration import FILE

STACK: Final = "stack"
PYTEST: Final = "pytest"
# What Pants calls its own where nothing is set.
DEFAULT: Final = "python-default"
_DEFAULT_LOCK: Final = "3rdparty/python/default.lock"


def lockfile(resolve: str) -> str:
    """Return the path of a resolve's lockfile."""
    return f"3rdparty/python/lockfiles/{resolve}.lock"


def requirements(resolve: str) -> str:
    """Return the path of a resolve's requirements."""
    return f"3rdparty/python/requirements-{resolve}.txt"


def has_resolve(toml: PantsToml, resolve: str) -> bool:
    """Return whether a resolve is registered with the lockfile that Pantstack gives it."""
    return _resolves(toml).get(resolve) == lockfile(resolve)


def _resolves(toml: PantsToml) -> dict[str, str]:
    found = toml.get("python", "resolves")
    return found if isinstance(found, dict) else {}


def default_resolve(toml: PantsToml, *, has_requirements: bool) -> str:
    """Return the default resolve as it will be: the repository's own where it has one, or requirements of its own."""
    written = toml.get("python", "default_resolve")
    own = toml.get("python", "enable_resolves") or _resolves(toml) or has_requirements
    return str(written or (DEFAULT if own else STACK))


def conflicts(toml: PantsToml, resolves: Collection[str]) -> Iterator[UserError]:
    """Report the settings that are in the way."""
    for resolve in resolves:
        there = _resolves(toml).get(resolve)
        if there not in (None, lockfile(resolve)):
            yield ActionFailed(
                f"The resolve `{resolve}` has the lockfile `{there}`, and Pantstack's has `{lockfile(resolve)}`.",
                "Give yours another name, then run again.",
                toml.location("python", "resolves", resolve),
            )
    if toml.get("python", "requirement_constraints") is not None:
        yield ActionFailed(
            "[python].requirement_constraints and resolves exclude each other, and modules have resolves.",
            "Move the constraints to a resolve (`resolves_to_constraints_file`), then run again.",
            toml.location("python", "requirement_constraints"),
        )
    if toml.items("python", "interpreter_constraints") is None:
        yield ActionFailed(
            "[python].interpreter_constraints is not a list of texts.",
            f'Write it as one, such as ["{CONSTRAINTS}"], then run again.',
            toml.location("python", "interpreter_constraints"),
        )


def configure(toml: PantsToml, resolves: Collection[str], *, default: str) -> Iterator[str]:
    """Enable resolves, register these, and yield what the user should know."""
    if not toml.get("python", "enable_resolves"):
        toml.set("python", "enable_resolves", value=True)
    if toml.get("python", "default_resolve") is None and default != DEFAULT:
        toml.set("python", "default_resolve", default)
    if not toml.items("python", "interpreter_constraints"):
        toml.set("python", "interpreter_constraints", [CONSTRAINTS])
    if toml.get("python", "pip_version") is None:
        # The one that Pants 2.17 takes by itself does not run on CPython 3.12.
        toml.set("python", "pip_version", "latest")
    if default == DEFAULT and not _resolves(toml):
        # Pants has it as long as nothing else is registered.
        toml.set("python.resolves", DEFAULT, _DEFAULT_LOCK)
    for resolve in resolves:
        if resolve not in _resolves(toml):
            toml.set("python.resolves", resolve, lockfile(resolve))
    interpreters.keep_resolves(toml, resolves)
    roots = toml.items("source", "root_patterns")
    if roots and not {"/", "."} & set(roots):
        toml.extend("source", "root_patterns", ["/"])
        yield f"{FILE}: the root of the repository is a source root now, since modules import `modules.NAME`."
