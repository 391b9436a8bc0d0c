"""What tests of readers share: a repository from texts, all that was read as text, and what is found by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import NamedTuple

from pantstack.adopt.sources.model import EVERYTHING, ForeignDeclarations, ForeignFiles, ForeignModule
from pantstack.boundaries.testing import evaluated
from pantstack.buildfiles.globs import parent, parents


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


class Found(NamedTuple):
    """A finding."""

    path: str
    line: int
    code: str
    target: str


def found_by(declared: ForeignDeclarations, files: Mapping[str, str]) -> tuple[Found, ...]:
    """Check files by what was read, with everything that it allows declared, used or not."""
    builds: dict[str, str] = {}
    for module in declared.modules:
        folder = parent(module.path) if module.is_file else module.path
        path = f"{folder}/BUILD" if folder else "BUILD"
        builds[path] = builds.get(path, "") + f"pantstack_module({', '.join(_arguments(module))})\n"
    tree = {**{path: text for path, text in files.items() if path.endswith(".py")}, **builds}
    roots = declared.source_roots or (".",)
    findings = evaluated(tree, declared.layers, roots, type_checking=declared.type_checking).findings
    paths = {module.path for module in declared.modules}
    return tuple(
        Found(each.path, each.position.line, each.code, each.target)
        for each in findings
        for owner in [next((path for path in (each.path, *parents(each.path)) if path in paths), "")]
        if declared.severities.get(f"{owner}:*") != "off"
    )


def _arguments(module: ForeignModule) -> Iterator[str]:
    """List the arguments of a declaration."""
    if module.is_file:
        name = module.path.rpartition("/")[2]
        yield f'name="{name}", file="{name}"'
    allowed = ("*",) if module.depends_on is None else (*module.depends_on, *module.allowed)
    yield f'description="x", depends_on={list(allowed)}, cannot_depend_on={list(module.cannot_depend_on)}'
    if module.layer:
        yield f'layer="{module.layer}"'
    if module.utility:
        yield "utility=True"
    if module.public and not module.is_file:
        yield f"public={list(module.public)}"
    if module.consumers:
        yield f"consumers={list(module.consumers)}"
