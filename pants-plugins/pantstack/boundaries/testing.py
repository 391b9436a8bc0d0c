"""A project from the texts of its files, without Pants: for tests of checks, and for trying them by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, Union

import tomlkit

from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.checks import CHECKS
from pantstack.boundaries.facades.model import LOCK_NAME
from pantstack.boundaries.locks import lockfile
from pantstack.boundaries.locks.resolves import Required, Resolve
from pantstack.boundaries.locks.resolves import gather as gather_locks
from pantstack.boundaries.policy.evaluation import EvaluatedFindings, Settings, evaluate
from pantstack.boundaries.policy.report import Report, build_report
from pantstack.boundaries.policy.selection import first_names
from pantstack.boundaries.policy.severities import Severities
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.boundaries.resolver import build_references
from pantstack.boundaries.resolver.build_references import BuildReference
from pantstack.boundaries.resolver.consumers.targets import OwnedFile, gather
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.definitions.model import FileDefinitions
from pantstack.boundaries.scanner.definitions.read import definitions
from pantstack.boundaries.scanner.scan import suppressions
from pantstack.boundaries.screening.reading_rules import ReadingRules
from pantstack.boundaries.screening.screen import screen
from pantstack.boundaries.screening.testing import in_memory
from pantstack.buildfiles.globs import below, is_build_file, joined, matches, relative
from pantstack.buildfiles.nodes import plain
from pantstack.buildfiles.ownership import sources
from pantstack.buildfiles.parse import BuildFile, Call
from pantstack.declarations import generated_code, module_resolves
from pantstack.declarations.generated_code import GeneratedCode, Generator, Original
from pantstack.declarations.model import ANY, EVERYTHING, Facade, Module
from pantstack.declarations.validation import Declarations
from pantstack.declarations.validation import build as validate
from pantstack.syntax import source_edits
from pantstack.syntax.source import text_of

Files = Mapping[str, Union[str, bytes]]
# The resolves that a module has of its own, if it has any.
_KINDS = (("core", "api", "test"),)
# What targets of Pants that make Python own where a BUILD file does not say it.
_SOURCES = {"protobuf_sources": ("*.proto",), "thrift_sources": ("*.thrift",)}


def project(
    files: Files,
    layers: tuple[str, ...] = (),
    roots: tuple[str, ...] = (".",),
    *,
    type_checking: bool = True,
    string_readers: tuple[str, ...] = (),
) -> Project:
    """The facts of a tree whose BUILD files have literal arguments only.

    Args:
        files: text or bytes by path.
        type_checking: whether imports under `if TYPE_CHECKING` are checked.
        string_readers: what the repository adds to the functions and names that read a string as an import.

    Raises:
        AssertionError: if the declarations have mistakes.
    """
    texts = {path: _bytes(text).decode() for path, text in files.items() if is_build_file(path)}
    python = {path: text for path, text in files.items() if path.endswith((".py", ".pyi"))}
    builds = [BuildFile(path, text) for path, text in sorted(texts.items())]
    calls = [(build, call) for build in builds for call in build.calls]
    modules = tuple(_module(*each) for each in calls if each[1].kind == "pantstack_module")
    code = _generated(files, calls, roots)
    opened = [each for each in calls if each[1].kind == "public_facade" or {"public", "file"} & {*each[1].fields}]
    directories = {module.directory for module in modules}
    facades = tuple(code.owned_by(*_facade(*each, python), directories) for each in opened)
    programs = {each.program: tuple(python) for each in modules if each.program}
    generated = code.all_of(facades)
    catalog, errors = validate(Declarations(modules, facades, layers, tuple(python), programs, generated))
    if errors:
        raise AssertionError("\n".join(map(str, errors)))
    rules = ReadingRules(frozenset(first_names((*python, *generated), roots)), string_readers)
    scans = in_memory(python, rules)
    references = _all_references(calls, python)
    toml = _bytes(files.get("pants.toml", "")).decode()
    resolves = gather(_owned_files(calls, python), texts, module_resolves.parse(toml, _KINDS))
    outlines, locks = scans.outlines, (_locks(files, calls, toml), *_facade_locks(files, python))
    facts = (catalog, Resolver(roots, scans, generated, outlines), scans, layers, references, texts, type_checking)
    return Project(*facts, frozenset(), resolves, *locks, outlines, partial(screen, roots=rules.roots), scans.whole)


def _facade_locks(files: Files, python: Files) -> tuple[dict[str, str], dict[str, FileDefinitions]]:
    """The locks of facades in a tree, and what its files define if there is one."""
    locks = {path: _bytes(text).decode() for path, text in files.items() if path.endswith(LOCK_NAME)}
    return locks, {path: definitions(path, _bytes(text)) for path, text in python.items()} if locks else {}


def settings(files: Files, today: date = date(2026, 11, 24)) -> Settings:
    """Default settings for a tree.

    Args:
        files: text or bytes by path.
    """
    comments = {path: suppressions(_bytes(text)) for path, text in files.items() if is_build_file(path)}
    return Settings(frozenset(CODES), today, Severities(()), None, comments, frozenset(files))


def evaluated(
    files: Files, layers: tuple[str, ...] = (), roots: tuple[str, ...] = (".",), *, type_checking: bool = True
) -> EvaluatedFindings:
    """Everything that all checks say of a tree.

    Args:
        files: text or bytes by path.
        type_checking: whether imports under `if TYPE_CHECKING` are checked.
    """
    return evaluate(project(files, layers, roots, type_checking=type_checking), CHECKS, settings(files))


def reported(files: Files, project: Project) -> Report:
    """Everything that a run says of a project."""
    return build_report(project, evaluate(project, CHECKS, settings(files)), lambda _: True)


def _bytes(text: Union[str, bytes]) -> bytes:
    return text.encode("utf-8") if isinstance(text, str) else text


def _values(call: Call) -> dict[str, Any]:
    """The fields of a call that are literals."""
    values = {}
    for name, node in call.fields.items():
        with suppress(ValueError, SyntaxError):
            values[name] = ast.literal_eval(f"({text_of(node)})")
    return values


def _module(build: BuildFile, call: Call) -> Module:
    fields = {key: value for key, value in _values(call).items() if key not in ("dependencies", "name", "file")}
    fields["may_use_any"] = ANY in fields.get("depends_on", ())
    fields["depends_on"] = [path for path in fields.get("depends_on", ()) if path != ANY]
    tuples = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    place = SourceLocation(build.path, call.line)
    tuples.update(is_file="file" in call.fields, target=call.name or "")
    return Module(_path(build, call), place, **tuples)  # type: ignore[arg-type]  # literals


def _path(build: BuildFile, call: Call) -> str:
    """The path of the module that a call declares."""
    return joined(build.directory, str(_values(call)["file"])) if "file" in call.fields else build.directory


def _facade(build: BuildFile, call: Call, python: Files) -> tuple[Facade, tuple[str, ...]]:
    """A facade and its globs."""
    values = _values(call)
    inside = call.kind == "pantstack_module"
    file = values.get("file")
    globs = (file, f"{file}i") if file else values["public"] if inside else sources(call) or ()
    owned = (path for path in sorted(python) if below(build.directory, path))
    facade = Facade(
        build.directory,
        SourceLocation(build.path, call.line),
        tuple(path for path in owned if matches(globs, relative(build.directory, path))),
        tuple(values.get("consumers", ())),
        call.name or "",
        module=_path(build, call) if inside else "",
        everything=EVERYTHING in values.get("public", ()),
    )
    return facade, tuple(globs)


def _generated(files: Files, calls: Iterable[tuple[BuildFile, Call]], roots: tuple[str, ...]) -> GeneratedCode:
    """What is made of a tree's other files; a target of Pants owns those that its `sources` match."""
    originals = [
        Original(path, _bytes(text).decode()) for path, text in files.items() if matches(generated_code.GLOBS, path)
    ]
    made = {original.path: original.made(roots) for original in originals}
    shown = (*made, *(path for path in files if path.endswith((".py", ".pyi"))))
    generators = []
    for build, call in calls:
        globs = _values(call).get("sources", _SOURCES.get(call.kind, ()))
        owned = [path for path in made if below(build.directory, path)]
        found = tuple(path for path in owned if matches(globs, relative(build.directory, path)))
        # A facade without any Python makes it, of files that the tree need not show.
        bare = call.kind == "public_facade" and not any(path.startswith(f"{build.directory}/") for path in shown)
        name = call.name or build.directory.rpartition("/")[2]
        if bare or (found and call.kind not in ("public_facade", "pantstack_module")):
            generators.append(Generator(build.directory, name, found, unknown=bare))
    return GeneratedCode(made, tuple(generators))


def _all_references(calls: list[tuple[BuildFile, Call]], python: Files) -> tuple[BuildReference, ...]:
    """What all targets refer to, except requirements."""
    requirements = {
        (build.directory, call.name or build.directory.rpartition("/")[2])
        for build, call in calls
        if build_references.declares_requirements(call.kind)
    }
    found = (reference for each in calls for reference in _references(*each, python))
    return tuple(each for each in found if (each.reaches, each.target) not in requirements)


def _owned_files(calls: Iterable[tuple[BuildFile, Call]], python: Files) -> Iterator[OwnedFile]:
    """What targets own of a tree's files, in the resolves that their declarations spell out."""
    for build, call in calls:
        name, value = call.name or build.directory.rpartition("/")[2], call.fields.get("resolve")
        nodes = [] if value is None else source_edits.walk(value)
        resolves = [text for text in map(plain, nodes) if text is not None] or [""]
        files = [path for path in sorted(python) if below(build.directory, path)]
        for path in files if call.kind != "pantstack_module" else ():
            if matches(sources(call) or (), relative(build.directory, path)):
                yield from (OwnedFile(build.directory, name, path, resolve) for resolve in resolves)


def _locks(files: Files, calls: Iterable[tuple[BuildFile, Call]], toml: str) -> tuple[Resolve, ...]:
    """What targets that list requirements themselves require in the resolves of a tree, and its lockfiles."""
    paths: dict[str, str] = tomlkit.parse(toml).unwrap().get("python", {}).get("resolves", {})
    required = [
        Required(str(_values(call).get("resolve")), text, build.path, SourceLocation(build.path, call.line))
        for build, call in calls
        if call.kind == "python_requirement"
        for text in _values(call).get("requirements", ())
    ]
    lockfiles = {path: lockfile.parse(_bytes(files[path]).decode()) for path in paths.values() if path in files}
    return gather_locks(paths, required, lockfiles, module_resolves.parse(toml, _KINDS).owners())


def _references(build: BuildFile, call: Call, python: Files) -> Iterator[BuildReference]:
    for text, position in _strings(build, call, "dependencies"):
        if call.kind != "pantstack_module" and not text.startswith("!"):
            reaches, target = build_references.resolve_dependency(text, build.directory, python)
            yield BuildReference(build.path, position, "dependency", text, reaches, target)
    for field in ("entry_point", "entry_points"):
        for text, position in _strings(build, call, field):
            module = build_references.entry_point_module(text)
            if module:
                yield BuildReference(build.path, position, "entry point", text, module)


def _strings(build: BuildFile, call: Call, field: str) -> Iterator[tuple[str, Position]]:
    """The strings of a field, with their positions; the keys of a dictionary are names and refer to nothing."""
    for node in source_edits.walk(call.fields[field]) if field in call.fields else ():
        text = plain(node)
        if text is not None and (node.parent is None or node.parent.child_by_field_name("key") != node):
            yield text, source_edits.position(build.data, node.start_byte)
