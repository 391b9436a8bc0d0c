"""A project from the texts of its files, without Pants: for tests of checks, and for trying them by hand."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any, Union

from pantstack.boundaries.checks import CHECKS
from pantstack.boundaries.policy.evaluation import EvaluatedFindings, Settings, evaluate
from pantstack.boundaries.policy.selection import first_names
from pantstack.boundaries.policy.severities import Severities
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.boundaries.resolver import build_references
from pantstack.boundaries.resolver.build_references import BuildReference
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.scan import scan, suppressions
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.model import Facade, Module
from pantstack.declarations.validation import Declarations, build
from pantstack.locations import Position

Files = Mapping[str, Union[str, bytes]]
_REFERRING = ("dependencies", "entry_point", "entry_points")
_NOT_SOURCES = ("test_*.py", "*_test.py", "tests.py", "conftest.py", "test_*.pyi", "*_test.pyi")


def project(
    files: Files, layers: tuple[str, ...] = (), roots: tuple[str, ...] = (".",), *, type_checking: bool = True
) -> Project:
    """The facts of a tree whose BUILD files have literal arguments only.

    Args:
        files: text or bytes by path.
        layers: outermost first.
        roots: the source roots.
        type_checking: whether imports under `if TYPE_CHECKING` are judged.

    Raises:
        AssertionError: if the declarations have mistakes.
    """
    texts = {path: _bytes(text).decode() for path, text in files.items() if PurePosixPath(path).name == "BUILD"}
    python = {path: text for path, text in files.items() if path.endswith((".py", ".pyi"))}
    calls = [(path, *call) for path, text in sorted(texts.items()) for call in _calls(text)]
    modules = tuple(_module(path, texts[path], given) for path, kind, given in calls if kind == "pantstack_module")
    facades = tuple(
        _facade(path, texts[path], kind, given, python)
        for path, kind, given in calls
        if kind == "public_facade" or "public" in given
    )
    below = {each.path: tuple(path for path in python if path.startswith(f"{each.path}/")) for each in modules}
    programs = {each.program: tuple(python) for each in modules if each.program}
    catalog, problems = build(Declarations(modules, facades, layers, below, programs))
    if problems:
        raise AssertionError("\n".join(map(str, problems)))
    names = frozenset(first_names(python, roots))
    scans = {path: scan(path, _bytes(text), names) for path, text in sorted(python.items())}
    references = tuple(reference for path, kind, given in calls for reference in _references(path, kind, given, python))
    return Project(catalog, Resolver(roots, scans), scans, layers, references, texts, type_checking)


def settings(files: Files, today: date = date(2026, 11, 24)) -> Settings:
    """Default settings for a tree.

    Args:
        files: text or bytes by path.
        today: for suppressions.
    """
    comments = {path: suppressions(_bytes(text)) for path, text in files.items() if PurePosixPath(path).name == "BUILD"}
    return Settings(frozenset(CODES), today, Severities(()), None, comments, frozenset(files))


def evaluated(
    files: Files, layers: tuple[str, ...] = (), roots: tuple[str, ...] = (".",), *, type_checking: bool = True
) -> EvaluatedFindings:
    """Everything that all checks say of a tree.

    Args:
        files: text or bytes by path.
        layers: outermost first.
        roots: the source roots.
        type_checking: whether imports under `if TYPE_CHECKING` are judged.
    """
    return evaluate(project(files, layers, roots, type_checking=type_checking), CHECKS, settings(files))


def _bytes(text: Union[str, bytes]) -> bytes:
    return text.encode("utf-8") if isinstance(text, str) else text


def _calls(text: str) -> list[tuple[str, dict[str, tuple[Any, Position]]]]:
    """The calls of a BUILD file: what is called, and its literal keywords with values and places."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            given = {str(each.arg): _literal(each.value) for each in node.keywords}
            for name in _REFERRING:
                given[name] = (_strings(node, name), Position(node.lineno, 1))
            found.append((node.func.id, given))
    return found


def _literal(node: ast.expr) -> tuple[Any, Position]:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = None
    return value, Position(node.lineno, node.col_offset + 1)


def _strings(call: ast.Call, field: str) -> list[tuple[str, Position]]:
    values = [each.value for each in call.keywords if each.arg == field]
    # The keys of a dictionary are names, its values refer to something.
    keys = {id(key) for value in values for each in ast.walk(value) if isinstance(each, ast.Dict) for key in each.keys}
    return [
        (item.value, Position(item.lineno, item.col_offset + 1))
        for value in values
        for item in ast.walk(value)
        if isinstance(item, ast.Constant) and isinstance(item.value, str) and id(item) not in keys
    ]


def _folder(path: str) -> str:
    parent = str(PurePosixPath(path).parent)
    return "" if parent == "." else parent


def _module(path: str, text: str, given: Mapping[str, tuple[Any, Position]]) -> Module:
    folder = _folder(path)
    place = BuildFiles({path: text}).find("pantstack_module", folder, folder.rpartition("/")[2])
    fields = {key: value for key, (value, _) in given.items() if key not in (*_REFERRING, "name", "public")}
    tuples = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    return Module(folder, place, **tuples)  # type: ignore[arg-type]  # BUILD files in tests say what they mean


def _facade(path: str, text: str, kind: str, given: Mapping[str, tuple[Any, Position]], python: Files) -> Facade:
    folder = _folder(path)
    name = given.get("name", ("", None))[0]
    place = BuildFiles({path: text}).find(kind, folder, name or folder.rpartition("/")[2])
    default = (["*.py", "*.pyi", *(f"!{each}" for each in _NOT_SOURCES)], None)
    sources = given.get("public" if kind == "pantstack_module" else "sources", default)[0]
    owned = [each for each in python if each.startswith(f"{folder}/" if folder else "")]
    inside = {each: each[len(folder) + 1 :] if folder else each for each in owned}
    chosen = tuple(sorted(each for each, tail in inside.items() if _matches(tail, sources)))
    return Facade(folder, place, chosen, tuple(given.get("consumers", ((), None))[0]), name)


def _matches(tail: str, sources: list[str]) -> bool:
    def fits(glob: str) -> bool:
        if "**/" in glob:
            return fnmatchcase(tail, glob.replace("**/", "*")) or fnmatchcase(tail, glob.replace("**/", ""))
        return tail.count("/") == glob.count("/") and fnmatchcase(tail, glob)

    return any(map(fits, (each for each in sources if not each.startswith("!")))) and not any(
        fits(each[1:]) for each in sources if each.startswith("!")
    )


def _references(path: str, kind: str, given: Mapping[str, tuple[Any, Position]], python: Files) -> list[BuildReference]:
    folder = _folder(path)
    found = []
    if kind != "pantstack_module":
        for text, position in given["dependencies"][0]:
            if text.startswith("!"):
                continue
            reaches, target = build_references.resolve_dependency(text, folder, python)
            found.append(BuildReference(path, position, "dependency", text, reaches, target))
    for name in ("entry_point", "entry_points"):
        for text, position in given[name][0]:
            module = build_references.entry_point_module(text)
            if module:
                found.append(BuildReference(path, position, "entry point", text, module))
    return found
