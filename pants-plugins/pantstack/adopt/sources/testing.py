"""What tests of readers share: a repository from texts, and all that was read as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

from pantstack.adopt.sources.model import EVERYTHING, ForeignDeclarations, ForeignFiles, ForeignModule


def foreign(texts: Mapping[str, str], python: Iterable[str] = (), roots: Iterable[str] = (".",)) -> ForeignFiles:
    """Make a repository of configuration files and the paths of its Python files."""
    return ForeignFiles(dict(texts), tuple(sorted(python)), tuple(roots))


def described(found: ForeignDeclarations) -> str:
    """Show everything that was read, a module a line."""
    heads = {
        "layers": " > ".join(found.layers),
        "source roots": ", ".join(found.source_roots),
        "type checking": "" if found.type_checking else "off",
        "severities": ", ".join(f"{key} = {level}" for key, level in found.severities.items()),
    }
    lines = [f"{found.tool} {found.path}", *(f"{key}: {value}" for key, value in heads.items() if value)]
    return "\n".join([*lines, *map(_module, found.modules), *(f"! {note}" for note in found.notes)]) + "\n"


def _module(module: ForeignModule) -> str:
    usual = {"depends_on": None, "public": None if module.is_file else EVERYTHING, "consumers": None}
    parts = [f"{module.path} {module.location}"]
    for field in fields(module):
        value = getattr(module, field.name)
        if field.name in ("path", "location", "is_file") or value == usual.get(field.name, field.default):
            continue
        if module.is_file and field.name == "public" and value == EVERYTHING:
            continue
        parts.append(f"{field.name}={' '.join(value) if isinstance(value, tuple) else value}")
    return "; ".join(parts)
