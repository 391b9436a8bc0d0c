"""Turns what Tach has declared into modules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pantstack.adopt.sources.model import ForeignDeclarations, Note
from pantstack.adopt.sources.owned_files import owned_files, without_empty
from pantstack.adopt.sources.python_tree import PythonTree, is_file
from pantstack.adopt.sources.tach.interfaces import Interfaces
from pantstack.adopt.sources.tach.model import ROOT, Configuration, Name
from pantstack.adopt.sources.tach.module_builder import Declared, ModuleBuilder
from pantstack.adopt.sources.tach.patterns import is_glob, module_glob
from pantstack.base.errors import UserError
from pantstack.declarations.suggestions import suggestion


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
    files = owned_files((each.path for each in modules.values()), config.tree.python)
    built = [
        ModuleBuilder(each, modules, config, notes).build(interfaces, files[each.path]) for each in modules.values()
    ]
    kept, left_out = without_empty(built, config.tree.python)
    notes += [*interfaces.notes(), *interfaces.unused(), *left_out]
    paths = {module.path for module in kept}
    unchecked = sorted(each.path for each in modules.values() if each.entry.unchecked and each.path in paths)
    return ForeignDeclarations(
        tool=tool,
        path=config.file,
        modules=tuple(sorted(kept, key=lambda module: module.path)),
        layers=tuple(layer.name for layer in config.layers),
        source_roots=config.source_roots,
        type_checking=config.type_checking,
        severities={**dict(config.severities), **{f"{path}:*": "off" for path in unchecked}},
        notes=tuple(sorted(set(notes))),
    )


def _declared(config: Configuration, notes: list[Note]) -> dict[str, Declared]:
    """Expand all entries, by dotted name: one that names a module wins over a pattern."""
    found: dict[str, Declared] = {}
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
                found[name] = Declared(name, path, entry, written)
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


def _check_layers(modules: Iterable[Declared], config: Configuration) -> None:
    known = [layer.name for layer in config.layers]
    for module in modules:
        layer = module.entry.layer
        if layer is not None and layer not in known:
            help = suggestion(layer, known, f"Use one of `layers`: {', '.join(known) or '(there are none)'}.")
            raise UserError(f"`{layer}` is none of `layers`.", help, module.entry.location)
