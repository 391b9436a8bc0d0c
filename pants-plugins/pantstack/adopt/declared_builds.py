"""Writes the declarations that take the place of another tool's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pantstack.adopt.pants_toml import PantsToml
from pantstack.adopt.sources.model import ForeignDeclarations, Note
from pantstack.boundaries.adoption.assign_owners import Owners
from pantstack.buildfiles import render
from pantstack.buildfiles.globs import relative
from pantstack.declarations.configuration import FILE
from pantstack.declarations.model import ANY, Module
from pantstack.text.counting import count

_LINT = "pantstack-lint"


def build_texts(modules: Sequence[Module], builds: Mapping[str, str], python: Sequence[str]) -> dict[str, str]:
    """Return the texts of the BUILD files that declare modules, by path; what is there is kept."""
    owners = Owners(builds, python)
    for module in modules:
        name = module.name.rpartition(".")[0] if module.is_file else ""
        owners.declare_fields(module.directory, tuple(_fields(module)), name)
    return owners.texts()


def _fields(module: Module) -> Iterator[tuple[str, str]]:
    """Yield the fields of a declaration, rendered."""
    yield "description", render.literal(module.description)
    if module.is_file:
        yield "file", render.literal(relative(module.directory, module.path))
    if module.layer is not None:
        yield "layer", render.literal(module.layer)
    paths = {
        "depends_on": ((ANY,) if module.may_use_any else ()) + module.depends_on,
        "cannot_depend_on": module.cannot_depend_on,
        "consumers": module.consumers,
    }
    for name, items in paths.items():
        if items:
            yield name, render.string_list(items, vertical=items != (ANY,))
    if module.utility:
        yield "utility", str(True)
    for name, items in {"public": module.public, "tests": module.tests}.items():
        if items:
            yield name, render.string_list(items)


def with_settings(toml: PantsToml, foreign: ForeignDeclarations) -> Iterator[Note]:
    """Add what another tool has declared for all modules to pants.toml, and yield what is set otherwise there."""
    if foreign.layers and toml.get("pantstack", "layers") is None:
        toml.set("pantstack", "layers", list(foreign.layers))
    if not foreign.type_checking and toml.get(_LINT, "type_checking") is None:
        toml.set(_LINT, "type_checking", value=False)
    there = toml.get(_LINT, "severities") or {}
    for key, level in sorted(foreign.severities.items()):
        if key not in there:
            toml.set(f"{_LINT}.severities", key, level)
        elif there[key] != level:
            place = toml.location(_LINT, "severities", key)
            yield Note(place, f"`{key}` stays `{there[key]}` in {FILE}; {foreign.tool} has `{level}`.")


def describe(foreign: ForeignDeclarations, modules: Sequence[Module], notes: Sequence[Note]) -> str:
    """Describe what is taken over, and line by line what is not."""
    files = sum(module.is_file for module in modules)
    lines = [
        (
            f"{count(len(modules), 'module')} from {foreign.path} ({foreign.tool})"
            f"{f', {files} of them one file' if files else ''}; {count(len(foreign.layers), 'layer')}."
        ),
    ]
    if notes:
        lines += ["", f"Not carried over ({len(notes)}):", *(f"  {note}" for note in notes)]
    return "\n".join(lines) + "\n"
