"""Targets in BUILD files of backends that are not active: Pants' own error about them is a traceback."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.parse import BuildFile

# What our templates and goals use, by the backend that declares it.
_ALIASES: Final = {
    "pants.backend.docker": ("docker_image",),
    "pants.backend.python": ("pex_binary", "python_requirements", "python_sources", "python_tests"),
}


def inactive(known: Collection[str]) -> dict[str, str]:
    """Return the targets that are not known, with the backend of each.

    Args:
        known: the aliases of all target types.
    """
    return {alias: backend for backend, aliases in _ALIASES.items() for alias in aliases if alias not in known}


def find_errors(texts: Mapping[str, bytes], known: Collection[str]) -> tuple[UserError, ...]:
    """Find where BUILD files, given by path, declare such targets: the first place for each backend."""
    places = list(_places(texts, inactive(known)))
    backends = sorted({backend for backend, _, _ in places})
    firsts = [next(place for place in places if place[0] == backend) for backend in backends]
    return tuple(
        UserError(
            f"`{alias}` is of the backend `{backend}`, which is not active.",
            "Add it to backend_packages in pants.toml: pants adopt --stage=scaffold --write",
            place,
        )
        for backend, alias, place in firsts
    )


def _places(texts: Mapping[str, bytes], backends: Mapping[str, str]) -> Iterable[tuple[str, str, SourceLocation]]:
    for path, content in sorted(texts.items()):
        # Most BUILD files have none of them, and parsing takes its time.
        named = {alias for alias in backends if alias.encode() in content}
        calls = BuildFile(path, content.decode("utf-8", "replace")).calls if named else ()
        yield from (
            (backends[call.kind], call.kind, SourceLocation(path, call.line)) for call in calls if call.kind in named
        )
