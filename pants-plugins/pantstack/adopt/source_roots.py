"""Finds where the imports of a repository start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pantstack.boundaries.adoption import naming

ROOT: Final = "/"
_INIT: Final = "__init__.py"
# Those that follow this convention are found by their name, also those that come later.
_CONVENTION: Final = "src"


def find(root: Path) -> tuple[str, ...]:
    """Find the parents of the outermost packages, as Pants has them in `root_patterns`; the root is always one."""
    found = {ROOT}
    for folder in _folders(root):
        path = folder.relative_to(root).as_posix()
        found.add(_CONVENTION if folder.name == _CONVENTION else ROOT if path == "." else f"/{path}")
    return tuple(sorted(found))


def _folders(root: Path) -> Iterator[Path]:
    """Yield the folders with packages in them that are in no package themselves."""
    for name, folders, files in os.walk(root):
        folder = Path(name)
        folders[:] = sorted(each for each in folders if not naming.firm(each) and each != "__pycache__")
        if _INIT in files:
            continue
        if folder.name == _CONVENTION and _has_python(folder):
            yield folder
            # Whatever is below, with or without `__init__` files, is imported from here.
            folders.clear()
        elif any((folder / each / _INIT).is_file() and not naming.loose(each) for each in folders):
            yield folder
        # What is in a package is imported from above it.
        folders[:] = [each for each in folders if not (folder / each / _INIT).is_file()]


def _has_python(folder: Path) -> bool:
    return next(folder.rglob("*.py"), None) is not None
