"""Finds and reads the files that have contracts of import-linter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional

from pantstack.adopt.sources.documents import Value, parse_ini, parse_toml
from pantstack.adopt.sources.model import ForeignFiles, Note
from pantstack.adopt.sources.python_tree import PythonTree
from pantstack.adopt.sources.toml_lines import KeyPath
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import below, joined, parent, parents

_SECTION = "importlinter"
# In the order in which import-linter looks.
_FILES = ("setup.cfg", ".importlinter", "pyproject.toml")
_OPTIONS = (
    "root_package",
    "root_packages",
    "include_external_packages",
    "exclude_type_checking_imports",
    "contract_types",
    "show_timings",
    "cache_dir",
    "contracts",
)
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


@dataclass(frozen=True)
class Settings:
    """What holds for all contracts of a file.

    Attributes:
        roots: the names of the packages that are checked.
        own_types: names of the contract types that the repository makes.
    """

    tree: PythonTree
    roots: tuple[str, ...]
    own_types: tuple[str, ...]
    without_type_checking: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Expression:
    """The dotted name of a package or file, or a pattern of such names."""

    text: str
    location: SourceLocation

    @property
    def is_pattern(self) -> bool:
        """Whether it has stars."""
        return "*" in self.text

    def pattern(self) -> re.Pattern[str]:
        """Return the expression that matches whole names."""
        parts = {"*": r"[^.]+", "**": r"[^.]+(?:\.[^.]+)*"}
        return re.compile(r"\.".join(parts.get(part, re.escape(part)) for part in self.text.split(".")))


def configurations(files: ForeignFiles) -> Iterator[Value]:
    """Read each directory's configuration: the first file that has one, as import-linter takes it."""
    for folder in sorted({parent(path) for path in files.texts}, key=lambda folder: (folder.count("/"), folder)):
        for name in _FILES:
            path = joined(folder, name)
            text = files.texts.get(path, "")
            value = _configuration(path, text) if _SECTION in text else None
            if value is not None:
                yield value
                break


def _configuration(path: str, text: str) -> Optional[Value]:
    if path.endswith(".toml"):
        tool = parse_toml(path, text).get("tool")
        return None if tool is None else tool.get(_SECTION)
    sections = parse_ini(path, text, lambda name: name == _SECTION or name.startswith(f"{_SECTION}:"))
    return _joined(sections) if _SECTION in sections.raw else None


def _joined(sections: Value) -> Value:
    """Bring the sections of an INI file into the form that a TOML file has."""
    raw: dict[str, Any] = dict(sections.raw[_SECTION])
    lines: dict[KeyPath, int] = {path[1:]: line for path, line in sections.lines.items() if path[:1] == (_SECTION,)}
    raw["contracts"] = []
    for name in sections.raw:
        if name != _SECTION:
            place: KeyPath = ("contracts", len(raw["contracts"]))
            lines.update({(*place, *path[1:]): line for path, line in sections.lines.items() if path[:1] == (name,)})
            raw["contracts"].append({"id": name.rpartition(":")[2], **sections.raw[name]})
    return Value(raw, sections.file, lines)


def settings(value: Value, files: ForeignFiles) -> Settings:
    """Read what holds for all contracts."""
    value.table(_OPTIONS)
    named = value.get("root_packages") or value.get("root_package")
    if named is None:
        raise value.error(
            "There is no `root_package`.", "Add it: the name of the package that the contracts are about."
        )
    roots = many(named)
    folders = [_source_root(root, parent(value.file), files) for root in roots]
    checking, types = value.get("exclude_type_checking_imports"), value.get("contract_types")
    own = many(types) if types is not None else []
    text = "Contract types of your own are not carried over: keep import-linter for their contracts."
    return Settings(
        PythonTree(files.python, folders),
        tuple(root.text() for root in roots),
        tuple(each.text().partition(":")[0].strip() for each in own),
        checking is not None and checking.flag(),
        (Note(types.location, text),) if types is not None and own else (),
    )


def _source_root(package: Value, folder: str, files: ForeignFiles) -> str:
    """Find the directory that a package is imported from: near its configuration, or wherever there is one."""
    name = package.text()
    if not _NAME.fullmatch(name):
        message = f"`{name}` in `{package.name}` is not the name of a package."
        raise package.error(message, "Write it as an import does, such as acme or acme.shop.")
    inner = name.replace(".", "/")
    inits = ("" if each in (".", "/") else each.strip("/") for each in files.source_roots)
    near = [folder, joined(folder, "src"), *inits]
    tops = {
        each
        for path in files.python
        for each in (path, *parents(path))
        if f"/{each}".endswith((f"/{inner}", f"/{inner}.py"))
    }
    found = [each.removesuffix(".py")[: -len(inner)].rstrip("/") for each in tops]
    if not found:
        message = f"The package `{name}` in `{package.name}` is nowhere in this repository."
        raise package.error(message, "Correct the name, or delete these contracts.")
    return min(
        found,
        key=lambda each: (
            near.index(each) if each in near else len(near),
            not below(folder, each),
            each.count("/"),
            each,
        ),
    )


def many(value: Value) -> list[Value]:
    """Return the elements of a list, or the one text that stands in place of a list; empty lines are none."""
    if isinstance(value.raw, str):
        return [value] if value.raw.strip() else []
    return [each for each in value.elements() if not isinstance(each.raw, str) or each.raw.strip()]


def expressions(contract: Value, key: str) -> list[Expression]:
    """Read a list of names that an option has; an option that is not there has none."""
    value = contract.get(key)
    return [] if value is None else [expression(each, each.text()) for each in many(value)]


def expression(value: Value, text: str) -> Expression:
    """Read one name, in which a star stands for a whole part.

    Raises:
        UserError: if it is not one.
    """
    parts = text.split(".")
    if not all(part in ("*", "**") or part.isidentifier() for part in parts):
        message = f"`{text}` in `{value.name}` is not the name of a module."
        raise value.error(message, "Write it as an import does; a star stands for a whole part, such as acme.*.api.")
    return Expression(text, value.location)
