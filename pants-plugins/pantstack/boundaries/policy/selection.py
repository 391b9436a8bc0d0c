"""What is scanned, and which findings a run selects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pantstack.base.errors import UserError
from pantstack.base.locations import Position
from pantstack.boundaries.facades.model import LOCK_NAME
from pantstack.boundaries.policy import other_form
from pantstack.boundaries.scanner.model import FileScan
from pantstack.buildfiles.globs import is_build_file, parent, parents
from pantstack.declarations.model import Catalog, Module

Globs = tuple[str, ...]
_PYTHON = (".py", ".pyi")
_CHECKED = (*_PYTHON, LOCK_NAME)


def matters(path: str, baseline: str) -> bool:
    """Tell whether a file is Python or may be, the baseline, the lock of a facade, or a BUILD file.

    The BUILD file of a module stands for all of it.
    """
    return path.endswith(_CHECKED) or path == baseline or is_build_file(path) or other_form.may_be(path)


def is_checked(path: str, baseline: str, root: str) -> bool:
    """Tell whether a run says something about a file that matters."""
    return not other_form.may_be(path) or path == baseline or other_form.is_one(root, path)


def groups(catalog: Catalog) -> tuple[Globs, ...]:
    """List globs of the Python files of each module, and last of those outside: an edit scans one group again."""
    inside: dict[str, Globs] = {}
    left_out: Globs = ()
    for module in catalog.modules:
        for place, globs in _places(module):
            left_out += globs
            around = catalog.owner(parent(place))
            if around is not None:
                inside[around.path] = (*inside.get(around.path, ()), *globs)
    return (
        *((*module.globs, *inside.get(module.path, ())) for module in catalog.modules),
        ("**/*.py", "**/*.pyi", *left_out),
    )


def _places(module: Module) -> Iterator[tuple[str, Globs]]:
    """Yield each file or folder that a module has, and the globs that leave it to the module."""
    if module.is_file:
        yield module.path, tuple(f"!{path}" for path in module.files)
    yield from ((folder, (f"!{folder}/**",)) for folder in module.folders)


def first_names(paths: Iterable[str], source_roots: Iterable[str]) -> tuple[str, ...]:
    """List the first segments that the dotted names of the repository's own files can have, sorted.

    Args:
        source_roots: directories that imports start from, `.` or empty for the repository's own.
    """
    roots = ["" if root in (".", "") else f"{root.strip('/')}/" for root in source_roots]
    tails = {path[len(root) :].partition("/")[0] for path in paths for root in roots if path.startswith(root)}
    return tuple(sorted({tail.partition(".")[0] for tail in tails} - {""}))


def rootless(catalog: Catalog, source_roots: Iterable[str]) -> tuple[UserError, ...]:
    """Report the modules that cannot be imported, so that no use of them would ever be found."""
    roots = [PurePosixPath(root) for root in source_roots]
    paths = {module: PurePosixPath(module.path) for module in catalog.modules}
    return tuple(
        UserError(
            f"`{module.path}` is not under any source root, so it cannot be imported.",
            "Add one that is above it to root_patterns in the section [source] of pants.toml.",
            module.location,
        )
        for module, path in paths.items()
        if not any(root in (path, *path.parents) or path in root.parents for root in roots)
    )


@dataclass(frozen=True)
class Selection:
    """What the user selected.

    Attributes:
        whole: folders and files of modules that are selected whole, by their BUILD file.
    """

    files: frozenset[str]
    whole: frozenset[str]

    def __call__(self, path: str) -> bool:
        """Tell whether a path is selected."""
        return path in self.files or path in self.whole or any(each in self.whole for each in parents(path))


def selection(paths: Iterable[str], catalog: Catalog) -> Selection:
    """Sort selected files into single files and whole modules."""
    files = frozenset(paths)
    chosen = (module for module in catalog.modules if module.location.path in files)
    whole = frozenset(place for module in chosen for place in (*module.files, *module.folders))
    return Selection(files, whole)


def unread(selected: Selection, scans: Mapping[str, FileScan]) -> tuple[FileScan, ...]:
    """List the selected files that no scan returned: a broken link, a directory named like a file."""
    return tuple(
        FileScan(path, error=(Position(1, 1), "it is listed, but there is no file to read"))
        for path in sorted(selected.files.difference(scans))
        if path.endswith(_PYTHON)
    )
