"""The modules that a new one uses: which they are, and what of them has to know it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Optional

from pantstack.base.errors import UserError, UserErrors
from pantstack.base.locations import NOWHERE
from pantstack.boundaries.fixing.sync_consumers import add_consumer
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.buildfiles.edit import items, set_items
from pantstack.buildfiles.parse import BuildFile
from pantstack.declarations.model import Facade, Module
from pantstack.declarations.suggestions import suggestion
from pantstack.scaffold.model import RenderedFile, UsedModule
from pantstack.text.escaping import excerpt

# A public name that is taken for an example: a word that no template binds itself.
_EXAMPLE: Final = re.compile(r"[A-Za-z]\w+")
_MODULE: Final = "pantstack_module"


def names_of(values: Iterable[str]) -> tuple[str, ...]:
    """Split what `--uses` was given, once or several times, each with commas or without."""
    names = (name.strip().rstrip("/") for value in values for name in value.split(","))
    return tuple(dict.fromkeys(filter(None, names)))


def find(project: Project, names: Sequence[str], new: Module, taken: str) -> tuple[UsedModule, ...]:
    """Find the modules that a new one uses.

    Args:
        names: their paths, or the last parts of these.
        taken: texts of the template, in which the name of an example must not stand.

    Raises:
        UserErrors: with every name that cannot be used, and why.
    """
    found: dict[str, UsedModule] = {}
    errors: list[UserError] = []
    for name in names:
        modules = [module for module in project.catalog.modules if name in (module.path, module.name)]
        error = _error(project, name, modules, new)
        if error is not None:
            errors.append(error)
        else:
            found[modules[0].path] = _used(project, modules[0], taken)
    for word in sorted({use.word for use in found.values()}):
        same = sorted(use.path for use in found.values() if use.word == word)
        if len(same) > 1:
            message = f"{' and '.join(f'`{path}`' for path in same)} have the same name."
            errors.append(UserError(message, "Make the module with one of them, and add the other by hand."))
    if errors:
        raise UserErrors(tuple(errors))
    return tuple(use for _, use in sorted(found.items()))


def edits(
    project: Project, rendered: Iterable[RenderedFile], module: str, read: Callable[[str], str]
) -> tuple[RenderedFile, ...]:
    """Edit the BUILD files of the modules that a new one uses: what it needs is in its resolves, and lets it in.

    Args:
        rendered: the new module's files; what it uses is what its BUILD file declares.
        module: its path.
        read: the text of a file as it is now.

    Raises:
        UserErrors: where one of them is not declared.
    """
    used = _modules(project, declared(rendered, module))
    facades = [each.facade for each in used if each.facade is not None]
    targets = project.declared_consumers.beneath(tuple(path for facade in facades for path in facade.files))
    limited = [facade for facade in facades if facade.consumers and module not in facade.consumers]
    paths = {*(target.path for target in targets), *(facade.location.path for facade in limited)}
    before = {path: read(path) for path in paths}
    after = {**before, **add_consumer(targets, module, before)}
    for each in used:
        if each.facade in limited:
            after[each.facade.location.path] = _let_in(each, each.facade, module, after)
    return tuple(sorted(RenderedFile(path, text) for path, text in after.items() if text != before[path]))


def _error(project: Project, name: str, modules: Sequence[Module], new: Module) -> Optional[UserError]:
    quoted = f"`{excerpt(name)}`"
    if not modules:
        known = [part for each in project.catalog.modules for part in (each.name, each.path)]
        otherwise = "Write the path of a declared module, such as modules/orders."
        return UserError(f"There is no module {quoted} to use.", suggestion(name, known, otherwise))
    if len(modules) > 1:
        paths = ", ".join(module.path for module in modules)
        return UserError(f"Several modules are called {quoted}.", f"Write the path of one: {paths}.")
    module = modules[0]
    if module.path == new.path:
        return UserError(f"{quoted} cannot use itself.", "Leave it out of --uses.")
    if module.facade is None:
        return UserError(f"{quoted} has no facade to use.", "Declare one in it first.", module.location)
    if project.points_outward(new, module):
        message = f"A module of the layer {new.layer} may not use {quoted}: {module.layer} is further out."
        return UserError(message, "Choose another --layer, or leave it out of --uses.", NOWHERE)
    return None


def _used(project: Project, module: Module, taken: str) -> UsedModule:
    """Choose an example of what a facade offers: its client, or else its first name that nothing else has."""
    word = re.sub(r"\W", "_", module.name)
    expected = "".join(part.capitalize() for part in word.split("_")) + "Client"
    names = project.public_api.names(module)
    client = expected if expected in names else next((name for name in names if name.endswith("Client")), "")
    free = (name for name in names if _EXAMPLE.fullmatch(name) and not re.search(rf"\b{name}\b", taken))
    example = "" if client else next(free, "")
    return UsedModule(module.path, word, _source(project, module, client or example), client, example)


def _source(project: Project, module: Module, name: str) -> str:
    """Return the dotted name of the facade's file that offers a name."""
    api = project.public_api
    scans: Mapping[str, bool] = {
        path: name in api.offered(project.scans[path])
        for path in (api.files(module.facade) if module.facade is not None else ())
        if path in project.scans
    }
    path = next((path for path, offers in scans.items() if offers), "")
    return project.resolver.dotted(base_of(path)) if path else api.facade_name(module)


def declared(rendered: Iterable[RenderedFile], module: str) -> tuple[str, ...]:
    """Return the paths of the modules that a new one declares to use."""
    builds = [BuildFile(file.path, file.text) for file in rendered if file.path == f"{module}/BUILD"]
    return tuple(path for build in builds for path in items(build, build.declaration(_MODULE, None), "depends_on"))


def _modules(project: Project, paths: Sequence[str]) -> tuple[Module, ...]:
    """Find declared modules.

    Raises:
        UserErrors: for those that are not.
    """
    found = {path: project.catalog.module(path) for path in paths}
    missing = [path for path, module in found.items() if module is None]
    if missing:
        help = "Declare it first: without it, the new module would not pass its checks."
        raise UserErrors(
            tuple(UserError(f"The template uses the module `{path}`, which is not declared.", help) for path in missing)
        )
    return tuple(module for module in found.values() if module is not None)


def _let_in(module: Module, facade: Facade, consumer: str, texts: Mapping[str, str]) -> str:
    path = facade.location.path
    kind, name = (_MODULE, module.target_name) if facade.module else ("public_facade", facade.name or None)
    return set_items(BuildFile(path, texts[path]), kind, name, "consumers", [consumer], []).text
