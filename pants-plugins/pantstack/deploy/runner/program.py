"""A module's program, as a function that the Automation API calls."""

from __future__ import annotations

import runpy
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from collections.abc import Callable

    from pantstack.deploy.runner.console import Journal


def inline(path: Path, root: Path, log: Journal) -> Callable[[], None]:
    """The program of a file.

    Args:
        path: the file, `__main__.py` of a module's infrastructure.
        root: the root of the repository, for shorter messages.
        log: where a traceback goes.
    """

    def run() -> None:
        try:
            runpy.run_path(str(path), run_name="__main__")
        except pulumi.RunError:
            raise
        except Exception as error:
            log.write(traceback.format_exc())
            fact = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise pulumi.RunError(f"{_place(error, path, root)} {fact}") from error

    return run


def _place(error: Exception, path: Path, root: Path) -> str:
    """The last line of the repository's own code that an error went through."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return f"{_short(error.filename, root)}:{error.lineno}:"
    place = f"{_short(str(path), root)}:"
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename).is_relative_to(root):
            place = f"{_short(frame.filename, root)}:{frame.lineno}:"
    return place


def _short(filename: str, root: Path) -> str:
    path = Path(filename)
    return str(path.relative_to(root)) if path.is_relative_to(root) else filename
