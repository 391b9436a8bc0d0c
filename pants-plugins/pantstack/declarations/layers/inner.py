"""What is wrong with the layers that a module declares inside of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import joined
from pantstack.declarations.model import Catalog, Module

_NOT_IN_PATHS = frozenset(":*?[]{}!\\")


def errors(module: Module, files: Sequence[str], catalog: Catalog) -> Iterator[UserError]:
    """Report layers that are not the module's, are listed twice, or that no file is in.

    Args:
        files: the Python files of the module, from the root of the repository.
    """
    layers = module.inner_layers
    if len(layers) == 1:
        message = f"`{module.path}` has one layer alone in inner_layers."
        yield UserError(message, "List two at least, outermost first, or delete the field.", module.location)
    used = {module.inner_layer(_without_suffix(path)) for path in files} if layers else set()
    for layer in dict.fromkeys(layers):
        if layers.count(layer) > 1:
            message, help = f"`{layer}` is listed twice in inner_layers.", "Keep one: each layer has one place."
            yield UserError(message, help, module.location)
        if not _is_inside(layer):
            message = f"`{layer}` in inner_layers is not a folder or Python file of `{module.path}`."
            help = "Write it relative to the module, such as backend/service (no globs, no `..`, no `/` at its end)."
            yield UserError(message, help, module.location)
        elif layer not in used or _is_file(joined(module.path, layer), files):
            yield _without_file(module, layer, files, catalog)


def _is_inside(layer: str) -> bool:
    return not _NOT_IN_PATHS & set(layer) and not {"", ".", ".."} & set(layer.split("/"))


def _is_file(path: str, files: Sequence[str]) -> bool:
    """Return whether a path that is written like a folder is a file's without its suffix."""
    return f"{path}.py" in files and not any(each.startswith(f"{path}/") for each in files)


def _without_file(module: Module, layer: str, files: Sequence[str], catalog: Catalog) -> UserError:
    path = joined(module.path, layer)
    other = catalog.owner(path)
    if other is not None and other != module:
        message = f"`{layer}` in inner_layers of `{module.path}` belongs to the module `{other.path}`."
        return UserError(message, "Delete it: each module has its own layers.", module.location)
    message = f"`{layer}` in inner_layers of `{module.path}` has no Python file of its own."
    help = "Correct the path, or delete it."
    if f"{path}.py" in files:
        help = f"Write `{layer}.py`, if it is this file."
    return UserError(message, help, module.location)


def _without_suffix(path: str) -> str:
    return path.rpartition(".py")[0] or path
