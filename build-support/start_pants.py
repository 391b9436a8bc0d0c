"""Starts Pants with the interpreter that its environment was made from, instead of the environment's own.

Pants runs PEX and its scripts with the interpreter that it runs with itself, and the path of that is part of what its
caches know a process by. That of the environment lies in the launcher's cache, so two machines would share nothing.
Copied beside the environment by build-support/bootstrap.py; standard library only, any CPython from 3.7 on.
"""

from __future__ import annotations

import site
import sys
from pathlib import Path

_FOLDERS = ("site-packages", "dist-packages")


def isolate(paths: list[str], here: Path) -> list[str]:
    """Return what of a search path is neither the interpreter's own packages nor the folder of this file."""
    return [path for path in paths if Path(path).name not in _FOLDERS and Path(path) != here]


def main() -> None:
    """Replace the interpreter's packages by those of the environment beside this file, then run Pants."""
    here = Path(__file__).resolve().parent
    sys.path[:] = isolate(sys.path, here)
    for folder in (here / "venv/lib").glob("python3.*/site-packages"):
        site.addsitedir(str(folder))
    from pants.bin.pants_loader import main as run  # noqa: PLC0415  found just now

    run()


if __name__ == "__main__":
    main()
