"""Which files belong to which module, and modules to which none does."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from pantstack.adopt.sources.model import ForeignModule, Note
from pantstack.buildfiles.globs import parents


def owned_files(modules: Iterable[str], python: Iterable[str]) -> dict[str, list[str]]:
    """List the files of each module, by its path: the nearest one has them."""
    owned: dict[str, list[str]] = {path: [] for path in modules}
    for path in python:
        owner = next((each for each in (path, *parents(path)) if each in owned), None)
        if owner is not None:
            owned[owner].append(path)
    return owned


def without_empty(
    modules: Collection[ForeignModule], python: Iterable[str]
) -> tuple[tuple[ForeignModule, ...], list[Note]]:
    """Leave out modules all of whose files are in modules inside of them: these cannot be declared."""
    owned = owned_files((module.path for module in modules), python)
    empty = {path for path, files in owned.items() if not files}
    kept = tuple(_without(module, empty) for module in modules if module.path not in empty)
    text = "{} is left out: all of its files belong to modules inside of it, which have what holds for them."
    return kept, [Note(module.location, text.format(module.path)) for module in modules if module.path in empty]


def _without(module: ForeignModule, empty: Collection[str]) -> ForeignModule:
    def kept(paths: Iterable[str]) -> tuple[str, ...]:
        return tuple(path for path in paths if path not in empty)

    consumers = None if module.consumers is None else kept(module.consumers)
    nobody = consumers == ()
    return replace(
        module,
        depends_on=None if module.depends_on is None else kept(module.depends_on),
        allowed=kept(module.allowed),
        cannot_depend_on=kept(module.cannot_depend_on),
        # An empty list of consumers would mean everybody: a file names itself, a directory has nothing public.
        consumers=((module.path,) if module.is_file else None) if nobody else consumers,
        public=() if nobody and not module.is_file else module.public,
    )
