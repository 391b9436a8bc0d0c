"""Which Python files modules own, and what keeps a module or a folder of its tests from owning its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import below, parents
from pantstack.declarations.layers import inner as inner_layers
from pantstack.declarations.model import Catalog, Module


class FilesByModule:
    """The Python files of the repository, by the modules that own them."""

    def __init__(self, catalog: Catalog, files: Iterable[str]) -> None:
        self._catalog = catalog
        self._files = tuple(files)

    def errors(self, module: Module) -> Iterator[UserError]:
        """Report what is wrong with the files that a module is declared to have."""
        yield from self._file(module) if module.is_file else self._directory(module)
        if not module.is_file:
            yield from inner_layers.errors(module, self._owned.get(module.path, ()), self._catalog)
        for folder in module.tests:
            yield from self._tests(module, folder)

    @cached_property
    def _owned(self) -> Mapping[str, Sequence[str]]:
        """The files, and the code that is made of others, of each module that has any in its directory."""
        owned: dict[str, list[str]] = {}
        for path in (*self._files, *self._catalog.generated):
            module = self._catalog.owner(path)
            if module is not None and below(module.path, path):
                owned.setdefault(module.path, []).append(path)
        return owned

    @cached_property
    def _folders(self) -> frozenset[str]:
        """The directories that have Python files below them."""
        return frozenset(folder for path in self._files for folder in parents(path))

    def _directory(self, module: Module) -> Iterator[UserError]:
        # The root cannot be one, which is an error of its own.
        if module.path and module.path not in self._owned:
            yield UserError(
                f"`{module.path}` owns no Python file.",
                "Add its sources, or delete the declaration.",
                module.location,
            )

    def _file(self, module: Module) -> Iterator[UserError]:
        stem = module.path.rpartition(".")[0]
        if module.path not in self._owned:
            message, help = f"There is no file `{module.path}`.", "Correct `file`, or delete the declaration."
            yield UserError(message, help, module.location)
        elif stem in self._folders:
            message = f"`{module.path}` cannot be a module: the folder `{stem}` has Python files, too."
            yield UserError(message, "Rename one of the two: an import finds only one of them.", module.location)
        of_directories = {
            "public": module.public,
            "inner_layers": module.inner_layers,
            "infrastructure": module.infrastructure,
            "deployables": module.deployables,
        }
        for field, value in of_directories.items():
            if value:
                message = f"`{module.path}` is one file and has `{field}`."
                help = f"Delete `{field}`, or `file`: only a module that is a directory has it."
                yield UserError(message, help, module.location)

    def _tests(self, module: Module, folder: str) -> Iterator[UserError]:
        """Report what keeps a folder from belonging to a module: every file has one owner."""
        where = f"`{folder}` in tests of `{module.path}`"
        if folder not in self._folders:
            yield UserError(f"{where} has no Python file.", "Correct the path, or delete it.", module.location)
        for other in self._catalog.modules:
            claimed = next(
                (each for each in other.folders if below(each, folder) and (other, each) != (module, folder)), None
            )
            if claimed not in (None, folder) and other != module and below(other.path, module.path):
                # The inner one of two modules takes what is its own from the outer one's.
                continue
            if claimed == other.path:
                help = (
                    "Delete it: it belongs to the module already."
                    if other == module
                    else "Delete it, or move the tests."
                )
                yield UserError(f"{where} is inside the module `{other.path}`.", help, module.location)
            elif claimed is not None:
                message = f"{where} belongs to `{other.path}` already, by `{claimed}`, declared at {other.location}."
                yield UserError(message, "Keep one of the two: a folder belongs to one module.", module.location)
            elif below(folder, other.path):
                message = f"{where} is around the module `{other.path}`, declared at {other.location}."
                yield UserError(message, "Name the folders with the tests of this module alone.", module.location)
