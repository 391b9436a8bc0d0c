"""Python in forms that are not read: notebooks, Cython, scripts without a suffix."""

from __future__ import annotations

import re
from pathlib import Path

from pantstack.buildfiles.globs import is_build_file

_SUFFIXES = frozenset({".ipynb", ".pyx", ".pxd", ".pxi", ".pyw"})
_PLAIN = (".py", ".pyi")
_SHEBANG = re.compile(rb"#!.*\b(?:python|pypy)[\d.]*\b|#!.*\buv run\b")
# A line that takes longer to say which interpreter it wants is none.
_LONGEST = 200


def may_be(path: str) -> bool:
    """Return whether a path is that of such a file, or of one whose first line decides it."""
    if path.endswith(_PLAIN):
        return False
    suffix = _suffix(path)
    return suffix in _SUFFIXES or not (suffix or is_build_file(path))


def is_one(root: str, path: str) -> bool:
    """Return whether a file that may be such a one is: where its name has no suffix, a script that names Python."""
    if _suffix(path) in _SUFFIXES:
        return True
    file = Path(root, path)
    try:
        if not file.is_file():
            return False
        with file.open("rb") as opened:
            return _SHEBANG.match(opened.readline(_LONGEST)) is not None
    except OSError:
        return False


def _suffix(path: str) -> str:
    """Return the end of a path's name: Pants hands over every file of the repository, so this is quick."""
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :] if "." in name[1:] else ""
