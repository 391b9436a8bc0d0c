"""Plans the removal of a module: its files, and what other files have because of it."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Final, Optional

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pantstack.base.errors import UserError, UserErrors
from pantstack.boundaries.policy import baseline
from pantstack.boundaries.policy.baseline import Baseline
from pantstack.buildfiles.globs import below, is_build_file
from pantstack.buildfiles.parse import BuildFile
from pantstack.declarations import module_resolves, plain_resolves
from pantstack.declarations.configuration import FILE
from pantstack.declarations.model import Module
from pantstack.declarations.module_resolves import Kinds
from pantstack.declarations.resolves import shared_resolves
from pantstack.relocate import mentions
from pantstack.relocate.model import Relocation, Tree
from pantstack.relocate.remove import build_file, last_user
from pantstack.relocate.rename.renaming import REQUIREMENTS, Renaming, whole
from pantstack.scaffold import registers, shared_resolve
from pantstack.scaffold.registers.entry import Entry

# Tables of `[python]` whose keys are resolves.
_TABLES: Final = "resolves"


def plan(tree: Tree, module: Module, kinds: Kinds, shared: str = "") -> Relocation:
    """Plan what is deleted and edited, all at once; nobody may depend on the module.

    Args:
        kinds: of the resolves that a module of a template has, by template.
        shared: the resolve of which it is the last user, which goes as well.

    Raises:
        UserErrors: with every place that names the module and cannot be edited for certain.
    """
    toml = tree.text(FILE) if FILE in tree else ""
    resolves = _resolves(toml, module, kinds)
    removed = _files(tree, module, resolves, toml)
    removed |= {shared_resolve.requirements(shared), shared_resolve.lockfile(shared)} & {*tree.contents}
    texts: dict[str, str] = {}
    errors: list[UserError] = []
    for path in tree.contents.keys() - removed:
        try:
            texts[path] = _rewritten(path, tree, module, (*resolves, *filter(None, [shared])))
        except UserError as error:  # noqa: PERF203  all errors at once
            errors.append(error)
    if errors:
        raise UserErrors(tuple(sorted(errors)))
    for path, text in {**_requirements(texts, shared), **_registered(tree, module)}.items():
        if text is None:
            removed.add(path)
            del texts[path]
        else:
            texts[path] = text
    written = {path: text for path, text in texts.items() if text != tree.text(path)}
    left = mentions.strongest_first(mentions.find(_name(module), texts), module.path)
    return Relocation({}, written, tuple(sorted(removed)), left)


def _requirements(texts: Mapping[str, str], shared: str) -> Mapping[str, Optional[str]]:
    """Return the BUILD file without the requirements of a shared resolve; it goes if it had nothing else."""
    path = shared_resolve.BUILD
    if not shared or path not in texts:
        return {}
    text = last_user.without(texts[path], shared)
    return {path: text if text.strip() else None}


def _registered(tree: Tree, module: Module) -> registers.Edits:
    """Return the registers that name the module, edited."""
    texts = {path: tree.text(path) for path in registers.paths(registers.NAMES) if path in tree}
    # One that does not name the module need not be one that can be edited.
    texts = {path: text for path, text in texts.items() if module.name in text}
    return {} if module.is_file else registers.removals(Entry(module.name, module.path), texts)


def _name(module: Module) -> str:
    return module.name.removesuffix(".py") if module.is_file else module.name


def _resolves(toml: str, module: Module, kinds: Kinds) -> tuple[str, ...]:
    own = () if module.is_file else module_resolves.parse(toml, kinds).modules.get(module.name, ())
    return tuple(f"{module.name}_{kind}" for kind in own)


def _files(tree: Tree, module: Module, resolves: Sequence[str], toml: str) -> set[str]:
    """Return the paths of the files that go: those of the module, its requirements and its lockfiles."""
    files = {path for path in tree.contents if path in module.files or any(below(at, path) for at in module.folders)}
    known = _lockfiles(toml) if resolves else {}
    others = {str(path) for name, path in known.items() if name not in resolves}
    files |= {str(known[name]) for name in resolves if name in known and str(known[name]) not in others}
    kinds = (name[len(module.name) + 1 :] for name in resolves)
    files |= {f"{REQUIREMENTS}/requirements-{module.name}-{kind}.txt" for kind in kinds}
    return files & {*tree.contents}


def _rewritten(path: str, tree: Tree, module: Module, resolves: Sequence[str]) -> str:
    """Return the text that a file has without the module.

    Raises:
        UserError: where it names the module and cannot be edited for certain.
    """
    text = tree.text(path)
    if path == tree.baseline:
        return _baseline(path, text, tree, module)
    if _name(module) not in text:
        return text
    if path == FILE:
        return shared_resolves.remove(_settings(text, resolves), _name(module))
    if is_build_file(path):
        build = BuildFile(path, text)
        if module.is_file and path == module.location.path:
            build = build_file.without_declaration(build, module.target_name)
        return build_file.without(build, module.path)
    return text


def _settings(text: str, resolves: Sequence[str]) -> str:
    """Take resolves out of pants.toml; comments and order stay.

    Raises:
        UserError: if it is not TOML.
    """
    short = plain_resolves.shorten(plain_resolves.without(text, resolves))
    try:
        document = tomlkit.parse(short.text)
    except TOMLKitError as error:
        raise UserError(f"pants.toml is not TOML: {error}.", "Fix pants.toml first.") from error
    python = _python(document)
    for name in [name for name in python if str(name).startswith(_TABLES)]:
        table = python[name]
        for resolve in resolves if isinstance(table, MutableMapping) else ():
            if resolve in table:
                del table[resolve]
    return short.restored(tomlkit.dumps(document))


def _lockfiles(toml: str) -> Mapping[str, str]:
    short = plain_resolves.shorten(toml)
    return {**short.lockfiles, **_python(tomlkit.parse(short.text)).get("resolves", {})}


def _python(document: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    python = document.get("python", {})
    return python if isinstance(python, MutableMapping) else {}


def _baseline(path: str, text: str, tree: Tree, module: Module) -> str:
    """Drop the entries of a module, and those that name something in it.

    Raises:
        UserError: if the baseline cannot be read.
    """
    read = baseline.parse(text, path)
    if read.errors:
        raise read.errors[0]
    # Only what begins with these names is in the module.
    own = Renaming(module.path, module.path, tree.roots, (), module.is_file)
    known = [whole(module.path), *(whole(".".join(old)) for old, _ in own.prefixes)]
    kept = tuple(
        entry
        for entry in read.value.entries
        if not own.holds(entry.file) and not any(each.match(entry.target) for each in known)
    )
    return text if len(kept) == len(read.value.entries) else baseline.dump(Baseline(kept, path))
