"""Reads the files of Tach, as they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Optional

from pantstack.adopt.sources.documents import Value
from pantstack.adopt.sources.model import ForeignFiles, Note
from pantstack.adopt.sources.python_tree import PythonTree
from pantstack.adopt.sources.tach import unsupported
from pantstack.adopt.sources.tach.model import Configuration, Entry, Interface, Layer, Name
from pantstack.adopt.sources.tach.patterns import expression, is_glob, path_glob
from pantstack.buildfiles.globs import joined, parent, parents, relative

_DOMAIN_ROOT = "<domain_root>"
_LAYER = re.compile(r"\w(?:[\w .-]*\w)?")
_SHARED_KEYS = (
    "depends_on",
    "cannot_depend_on",
    "depends_on_external",
    "cannot_depend_on_external",
    "layer",
    "visibility",
    "utility",
    "unchecked",
)
_MODULE_KEYS = ("path", "paths", "strict", *_SHARED_KEYS)
_INTERFACE_KEYS = ("expose", "from", "visibility", "data_types", "exclusive")


class _Names:
    """How the names of a file are meant: in a domain they begin at its directory."""

    def __init__(self, domain: str = "") -> None:
        self._domain = domain

    def absolute(self, text: str) -> str:
        """Return a name as it is from the source root."""
        if not self._domain or text.startswith("//"):
            return text.removeprefix("//") if self._domain else text
        return self._domain if text == _DOMAIN_ROOT else f"{self._domain}.{text}"

    def below(self, text: str) -> str:
        """Return a pattern of modules that have an interface."""
        return self.absolute(text.removeprefix("//"))


def parse_project(value: Value, files: ForeignFiles) -> Configuration:
    """Read `tach.toml`, or its part of pyproject.toml."""
    value.table(unsupported.PROJECT_KEYS)
    folder = parent(value.file)
    roots = _source_roots(value.get("source_roots"), folder, files)
    names = _Names()
    explicit, checking = value.get("layers_explicit_depends_on"), value.get("ignore_type_checking_imports")
    entries = tuple(_entry(each, names) for each in _listed(value, "modules"))
    notes = [*unsupported.notes(value, folder, files.python), *_unread(value)]
    rules = value.get("rules")
    return Configuration(
        file=value.file,
        tree=PythonTree(files.python, roots),
        source_roots=roots,
        entries=entries,
        interfaces=tuple(_interface(each, names) for each in _listed(value, "interfaces")),
        layers=_layers(value),
        layers_explicit=explicit is not None and explicit.flag(),
        type_checking=checking is not None and not checking.flag(),
        severities=() if rules is None else unsupported.severities(rules),
        notes=tuple(notes),
    )


def parse_domain(value: Value, tree: PythonTree) -> Configuration:
    """Read a `tach.domain.toml`."""
    value.table(("root", "modules", "interfaces"))
    domain = tree.name_of(parent(value.file))
    if domain is None:
        message = "This file is under none of the source roots that Tach has, so it declares nothing."
        raise value.error(message, "Add one to `source_roots` in tach.toml, or delete the file.")
    names, root = _Names(domain), value.get("root")
    entries = [_entry(each, names) for each in _listed(value, "modules")]
    if root is not None:
        root.table(_SHARED_KEYS)
        entries.insert(0, _fields(root, (Name(domain, root.location),), names))
    interfaces = tuple(_interface(each, names) for each in _listed(value, "interfaces"))
    return Configuration(value.file, tree, (), tuple(entries), interfaces, notes=tuple(_unread(value)))


def _unread(value: Value) -> list[Note]:
    """Note what single modules and interfaces have that no declaration has."""
    root = value.get("root")
    modules = [*([root] if root is not None else []), *_listed(value, "modules")]
    return [*unsupported.module_notes(modules), *unsupported.interface_notes(_listed(value, "interfaces"))]


def _listed(value: Value, key: str) -> list[Value]:
    found = value.get(key)
    return [] if found is None else found.elements()


def _source_roots(value: Optional[Value], folder: str, files: ForeignFiles) -> tuple[str, ...]:
    """Return the source roots, as directories from the root of the repository."""
    roots: list[str] = []
    for each in value.elements() if value is not None else ():
        text = each.text().removeprefix("./").rstrip("/") or "."
        if text.startswith("/") or ".." in text.split("/"):
            message = f"`{each.text()}` in `source_roots` is outside of the repository."
            raise each.error(message, "Write a directory below the one of this file.")
        if is_glob(text):
            folders = {found for path in files.python for found in parents(path)}
            roots += sorted(each for each in folders if path_glob(text).fullmatch(relative(folder, each)))
        else:
            roots.append(folder if text == "." else joined(folder, text))
    return tuple(dict.fromkeys(root or "." for root in roots)) if value is not None else (folder or ".",)


def _layers(value: Value) -> tuple[Layer, ...]:
    layers: list[Layer] = []
    for each in _listed(value, "layers"):
        name, closed = each, None
        if isinstance(each.raw, dict):
            each.table(("name", "closed"))
            name, closed = _required(each, "name"), each.get("closed")
        if not _LAYER.fullmatch(name.text()):
            help = "Use letters, digits, underscores, hyphens, and dots or spaces between them."
            raise name.error(f"`{name.text()}` cannot be the name of a layer.", help)
        if any(layer.name == name.text() for layer in layers):
            raise name.error(f"`{name.text()}` is listed twice in `layers`.", "Keep one: each layer has one place.")
        layers.append(Layer(name.text(), closed is not None and closed.flag(), each.location))
    return tuple(layers)


def _required(value: Value, key: str) -> Value:
    found = value.get(key)
    if found is None:
        raise value.error(f"This entry of `{value.name}` has no `{key}`.", "Add it, or delete the entry.")
    return found


def _entry(value: Value, names: _Names) -> Entry:
    value.table(_MODULE_KEYS)
    many = value.get("paths")
    paths = many.elements() if many is not None else [_required(value, "path")]
    return _fields(value, tuple(Name(names.absolute(each.text()), each.location) for each in paths), names)


def _fields(value: Value, own: tuple[Name, ...], names: _Names) -> Entry:
    depends_on, layer, visibility = value.get("depends_on"), value.get("layer"), value.get("visibility")
    flags = {key: value.get(key) for key in ("utility", "unchecked", "strict")}
    return Entry(
        own,
        value.location,
        None if depends_on is None else tuple(_dependency(each, names) for each in depends_on.elements()),
        tuple(_dependency(each, names) for each in _listed(value, "cannot_depend_on")),
        None if layer is None else layer.text(),
        None if visibility is None else _texts(visibility, names),
        **{key: flag is not None and flag.flag() for key, flag in flags.items()},
    )


def _dependency(value: Value, names: _Names) -> Name:
    path, deprecated = value, None
    if isinstance(value.raw, dict):
        value.table(("path", "deprecated"))
        path, deprecated = _required(value, "path"), value.get("deprecated")
    return Name(names.absolute(path.text()), value.location, deprecated is not None and deprecated.flag())


def _texts(value: Value, names: _Names) -> tuple[str, ...]:
    return tuple(names.absolute(each.text()) for each in value.elements())


def _interface(value: Value, names: _Names) -> Interface:
    value.table(_INTERFACE_KEYS)
    exposed: Sequence[Value] = _required(value, "expose").elements()
    of, visibility, exclusive = value.get("from"), value.get("visibility"), value.get("exclusive")
    patterns = [(each, each.text()) for each in of.elements()] if of is not None else [(value, ".*")]
    return Interface(
        value.location,
        tuple((expression(each, each.text()), each.location) for each in exposed),
        tuple(expression(each, names.below(text)) for each, text in patterns),
        None if visibility is None else _texts(visibility, names),
        exclusive is not None and exclusive.flag(),
    )
