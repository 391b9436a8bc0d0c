"""What Tach has and no declaration has: each is a note with what to do instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pantstack.adopt.sources.documents import Value
from pantstack.adopt.sources.model import Note
from pantstack.adopt.sources.tach.patterns import path_glob
from pantstack.buildfiles.globs import below, parents, relative
from pantstack.text.counting import count

PROJECT_KEYS = (
    "modules",
    "interfaces",
    "layers",
    "cache",
    "external",
    "map",
    "exclude",
    "source_roots",
    "exact",
    "ignore_type_checking_imports",
    "include_string_imports",
    "forbid_circular_dependencies",
    "layers_explicit_depends_on",
    "respect_gitignore",
    "root_module",
    "rules",
    "plugins",
)
_RULES = (
    "unused_ignore_directives",
    "require_ignore_directive_reasons",
    "unused_external_dependencies",
    "local_imports",
)
_LEVELS = {"error": "error", "warn": "warning", "off": "off"}
_ROOT_MODULE = {
    "ignore": "",
    "allow": "code outside of every module may use any facade, and is used freely",
    "dependenciesonly": "code outside of every module may use any facade, and is used freely",
    "forbid": "code outside of every module is counted in the last line of a lint, and no finding",
}
_EXTERNAL = "Imports of other distributions are not checked here: Pants takes them from the resolve of each target."


def notes(value: Value, folder: str, python: Sequence[str]) -> Iterator[Note]:
    """Note what holds for the whole project.

    Args:
        folder: the directory of the project.
        python: the paths of all Python files.
    """
    for key in ("external", "map", "plugins"):
        found = value.get(key)
        if found is not None and found.table():
            why = _EXTERNAL if key == "external" else f"There is nothing like `{key}` here: leave it out."
            yield Note(found.location, f"`{key}` is not carried over. {why}")
    treatment = value.get("root_module")
    meaning = _ROOT_MODULE[treatment.one_of(_ROOT_MODULE)] if treatment is not None else ""
    if treatment is not None and meaning:
        text = f"`root_module` is not carried over: {meaning}. Declare modules for that code."
        yield Note(treatment.location, text)
    strings = value.get("include_string_imports")
    if strings is not None and strings.flag():
        text = "`include_string_imports` is not carried over: strings count where something known imports them."
        yield Note(strings.location, f"{text} Add your own functions to [pantstack-lint].string_readers.")
    for key in ("exact", "forbid_circular_dependencies", "ignore_type_checking_imports", "layers_explicit_depends_on"):
        flag = value.get(key)
        if flag is not None:
            flag.flag()
    rules = value.get("rules")
    yield from _rule_notes(rules) if rules is not None else ()
    excluded = value.get("exclude")
    for each in excluded.elements() if excluded is not None else ():
        yield from _excluded(each, folder, python)


def _rule_notes(rules: Value) -> Iterator[Note]:
    rules.table(_RULES)
    levels = {key: (found, found.one_of(_LEVELS)) for key in _RULES for found in [rules.get(key)] if found is not None}
    for key, (found, level) in levels.items():
        if key == "local_imports" and level != "error":
            text = "An import in a function is checked like any other: what this let pass gets into the baseline."
            yield Note(found.location, f"`local_imports` is not carried over. {text}")
        elif key == "require_ignore_directive_reasons" and level != "error":
            text = "Every suppression has a reason here."
            yield Note(found.location, f"`require_ignore_directive_reasons` is not carried over. {text}")
        elif key == "unused_external_dependencies":
            yield Note(found.location, f"`{key}` is not carried over. {_EXTERNAL}")


def severities(rules: Value) -> tuple[tuple[str, str], ...]:
    """Return the severities that rules have for what is checked here as well."""
    found = rules.get("unused_ignore_directives")
    return () if found is None else (("unused-suppression", _LEVELS[found.one_of(_LEVELS)]),)


def _excluded(value: Value, folder: str, python: Sequence[str]) -> Iterator[Note]:
    """Note a pattern that keeps Python files from Tach."""
    pattern = path_glob(value.text())
    own = [relative(folder, path) for path in python if below(folder, path)]
    hidden = [path for path in own if any(pattern.fullmatch(each) for each in (path, *parents(path)) if each)]
    if hidden:
        files = count(len(hidden), "Python file")
        text = f"`{value.text()}` is not carried over: what it matches ({files}) is checked here."
        help = "Name folders of tests in `tests` of their modules, and add what is no code of yours to pants_ignore."
        yield Note(value.location, f"{text} {help}")


def module_notes(modules: Iterable[Value]) -> Iterator[Note]:
    """Note what modules have that no declaration has."""
    for module in modules:
        for key in ("depends_on_external", "cannot_depend_on_external"):
            found = module.get(key)
            if found is not None and found.elements():
                yield Note(found.location, f"`{key}` is not carried over. {_EXTERNAL}")


def interface_notes(interfaces: Iterable[Value]) -> Iterator[Note]:
    """Note what interfaces have that no declaration has."""
    for interface in interfaces:
        found = interface.get("data_types")
        if found is not None and found.one_of(("all", "primitive")) != "all":
            text = "`data_types` is not carried over: a facade may speak any type that is not internal."
            yield Note(found.location, f"{text} The check `facade-leak` finds internal ones.")
