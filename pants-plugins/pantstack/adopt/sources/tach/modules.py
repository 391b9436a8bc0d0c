"""Turns what Tach has declared into modules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Optional

from pantstack.adopt.sources.model import ForeignDeclarations, ForeignModule, Note
from pantstack.adopt.sources.python_tree import PythonTree, is_file
from pantstack.adopt.sources.tach.interfaces import Facade, Interfaces
from pantstack.adopt.sources.tach.model import ROOT, Configuration, Entry, Name
from pantstack.adopt.sources.tach.patterns import free_glob, is_glob, module_glob
from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import parents
from pantstack.declarations.suggestions import suggestion

_INIT = "__init__.py"


@dataclass(frozen=True)
class _Declared:
    """A module with its entry.

    Attributes:
        written: the name by which the entry has it, which may be a pattern.
    """

    name: str
    path: str
    entry: Entry
    written: Name


def declarations(tool: str, config: Configuration) -> ForeignDeclarations:
    """Turn a project's configuration into modules and notes.

    Raises:
        UserError: if it contradicts itself.
    """
    notes = list(config.notes)
    modules = _declared(config, notes)
    _check_layers(modules.values(), config)
    for layer in config.layers:
        if layer.closed:
            text = f"`closed` of `{layer.name}` becomes `cannot_depend_on` between the modules above and below it."
            notes.append(Note(layer.location, f"{text} Later modules need that by hand."))
    interfaces = Interfaces(config.interfaces)
    files = _owned(modules.values(), config.tree.python)
    built = [_Builder(each, modules, config, notes).build(interfaces, files[each.path]) for each in modules.values()]
    notes += [*interfaces.notes, *interfaces.unused()]
    return ForeignDeclarations(
        tool=tool,
        path=config.file,
        modules=tuple(sorted(built, key=lambda module: module.path)),
        layers=tuple(layer.name for layer in config.layers),
        source_roots=config.source_roots,
        type_checking=config.type_checking,
        severities={
            **dict(config.severities),
            **{
                f"{each.path}:*": "off"
                for each in sorted(modules.values(), key=lambda one: one.path)
                if each.entry.unchecked
            },
        },
        notes=tuple(sorted(set(notes))),
    )


def _declared(config: Configuration, notes: list[Note]) -> dict[str, _Declared]:
    """Expand all entries, by dotted name: one that names a module wins over a pattern."""
    found: dict[str, _Declared] = {}
    paths: set[str] = set()
    for entry in config.entries:
        for written in entry.names:
            if written.text in (ROOT, "."):
                notes.append(_root_note(written))
                continue
            names = _expanded(written, config.tree, notes)
            for name in names:
                path = config.tree.names[name]
                earlier = found.get(name)
                if earlier is not None and not is_glob(earlier.written.text):
                    if is_glob(written.text):
                        continue
                    message = f"`{name}` is declared twice; the first declaration is at {earlier.written.location}."
                    raise UserError(message, "Keep one of the two.", written.location)
                if earlier is None and path in paths:
                    notes.append(Note(written.location, f"`{name}` is {path}, which is declared by another name."))
                    continue
                paths.add(path)
                found[name] = _Declared(name, path, entry, written)
    return found


def _expanded(written: Name, tree: PythonTree, notes: list[Note]) -> Sequence[str]:
    if is_glob(written.text):
        names = [name for name in tree.matching(module_glob(written.text)) if _is_module(name, tree)]
        text = f"`{written.text}` becomes {len(names)} declarations, one a module: later modules are declared by hand."
        notes.append(
            Note(written.location, text if names else f"`{written.text}` matches no module, so it is left out.")
        )
        return names
    if tree.path(written.text) is None:
        roots = ", ".join(root or "." for root in tree.roots)
        text = f"`{written.text}` is no directory with Python files and no file under the source roots ({roots})"
        notes.append(Note(written.location, f"{text}, so it is left out. Correct it, or delete it."))
        return ()
    return (written.text,)


def _is_module(name: str, tree: PythonTree) -> bool:
    """Return whether a pattern takes it: a file, or a directory with an `__init__` file."""
    path = tree.names[name]
    return is_file(path) or any(f"{path}/__init__{suffix}" in tree.files_set for suffix in (".py", ".pyi"))


def _root_note(written: Name) -> Note:
    text = "Code outside of every module has no declaration, so that of `<root>` is not carried over."
    return Note(written.location, f"{text} Declare modules for that code where its dependencies should be checked.")


def _check_layers(modules: Iterable[_Declared], config: Configuration) -> None:
    known = [layer.name for layer in config.layers]
    for module in modules:
        layer = module.entry.layer
        if layer is not None and layer not in known:
            help = suggestion(layer, known, f"Use one of `layers`: {', '.join(known) or '(there are none)'}.")
            raise UserError(f"`{layer}` is none of `layers`.", help, module.entry.location)


class _Builder:
    """Makes one module."""

    def __init__(
        self,
        module: _Declared,
        modules: dict[str, _Declared],
        config: Configuration,
        notes: list[Note],
    ) -> None:
        self._module, self._entry = module, module.entry
        self._modules, self._config, self._notes = modules, config, notes

    def build(self, interfaces: Interfaces, files: Sequence[str]) -> ForeignModule:
        module, entry = self._module, self._entry
        facade = self._facade(interfaces.facade(module.name, module.path, files))
        never = self._never()
        named, allowed = self._dependencies()
        return ForeignModule(
            path=module.path,
            location=module.written.location,
            is_file=is_file(module.path),
            layer=entry.layer,
            depends_on=None if entry.depends_on is None or entry.unchecked else self._paths(named - never),
            allowed=() if entry.unchecked else self._paths(allowed - named - never),
            cannot_depend_on=() if entry.unchecked else self._paths(never),
            consumers=None if facade.consumers is None else self._paths(facade.consumers),
            utility=entry.utility,
            public=facade.public,
        )

    def _paths(self, names: Iterable[str]) -> tuple[str, ...]:
        found = {self._modules[name].path for name in names if name in self._modules and name != self._module.name}
        return tuple(sorted(found))

    def _matching(self, written: Name) -> set[str]:
        """Return the names of the modules that an entry of a list means; note one that means none."""
        if is_glob(written.text):
            pattern = module_glob(written.text)
            return {name for name in self._modules if pattern.fullmatch(name)}
        if written.text in (ROOT, "."):
            text = "Code outside of every module is used freely, so there is no dependency on `<root>`."
            self._notes.append(Note(written.location, text))
            return set()
        if written.text not in self._modules:
            text = f"`{written.text}` is no module of Tach's, so an entry for it has no effect and is left out."
            self._notes.append(Note(written.location, text))
        return {written.text}

    def _dependencies(self) -> tuple[set[str], set[str]]:
        """Return the modules that it names, and those that it may use without naming them."""
        named: set[str] = set()
        allowed: set[str] = set()
        for written in self._entry.depends_on or ():
            (allowed if is_glob(written.text) else named).update(self._matching(written))
            if written.deprecated:
                text = f"That `{written.text}` is deprecated is not carried over: it may be used without a warning."
                help = "Delete it from `depends_on` to get a finding for each use, and a baseline for those there are."
                self._notes.append(Note(written.location, f"{text} {help}"))
        if self._entry.depends_on is not None and not self._config.layers_explicit:
            allowed |= self._beneath(lambda name: name not in self._behind_closed())
        return named, allowed

    def _never(self) -> set[str]:
        forbidden = {name for written in self._entry.cannot_depend_on for name in self._matching(written)}
        return (forbidden | self._behind_closed()) - {self._module.name}

    def _index(self, layer: Optional[str]) -> int:
        return next((index for index, each in enumerate(self._config.layers) if each.name == layer), -1)

    def _beneath(self, wanted: Callable[[str], bool]) -> set[str]:
        """Return the wanted modules of lower layers."""
        own = self._index(self._entry.layer)
        return {
            name
            for name, each in self._modules.items()
            if own >= 0 and self._index(each.entry.layer) > own and wanted(name)
        }

    def _behind_closed(self) -> set[str]:
        """Return the modules of lower layers that a closed one is above."""
        own, layers = self._index(self._entry.layer), self._config.layers
        return self._beneath(
            lambda name: any(each.closed for each in layers[own + 1 : self._index(self._modules[name].entry.layer)])
        )

    def _facade(self, facade: Facade) -> Facade:
        """Add what the module itself says about its users."""
        module, entry = self._module, self._entry
        public, consumers = facade.public, facade.consumers
        if entry.strict and not is_file(module.path):
            public = (_INIT,)
        if entry.visibility is not None:
            patterns: list[re.Pattern[str]] = [free_glob(text) for text in entry.visibility]
            visible = {name for name in self._modules if any(pattern.fullmatch(name) for pattern in patterns)}
            consumers = tuple(sorted(visible if consumers is None else visible & set(consumers)))
        if consumers is not None and not self._paths(consumers):
            # An empty list of consumers would mean everybody.
            consumers = None
            if is_file(module.path):
                text = f"Nobody may use `{module.name}`, and a module of one file is its own facade: everybody may."
                self._notes.append(Note(entry.location, f"{text} Begin the names of what is in it with an underscore."))
            else:
                public = ()
        return Facade(public, consumers)


def _owned(modules: Iterable[_Declared], python: Iterable[str]) -> dict[str, list[str]]:
    """List the files of each module, by its path: the nearest one has them."""
    owned: dict[str, list[str]] = {module.path: [] for module in modules}
    for path in python:
        owner = next((each for each in (path, *parents(path)) if each in owned), None)
        if owner is not None:
            owned[owner].append(path)
    return owned
