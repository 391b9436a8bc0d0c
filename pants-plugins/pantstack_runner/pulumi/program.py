"""A module's program, as a function that the Automation API calls."""

from __future__ import annotations

import json
import runpy
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi

from pantstack_runner.config.config_files import SECURE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pantstack_runner.console.console import TolerantLog
    from pantstack_runner.console.redaction import Redactor


def inline(path: Path, root: Path, log: TolerantLog, redactor: Redactor, told: Mapping[str, Any]) -> Callable[[], None]:
    """The program of a file.

    Args:
        path: the file, `__main__.py` of a module's infrastructure.
        root: the root of the repository, for shorter messages.
        log: where a traceback goes.
        redactor: what gets to know the secrets of the configuration.
        told: the configuration, secrets still encrypted.
    """

    def run() -> None:
        redactor.learn(_secrets(told))
        try:
            runpy.run_path(str(path), run_name="__main__")
        except pulumi.RunError as error:
            raise pulumi.RunError(redactor.text(str(error))) from error
        # A program that ends itself has not said all that it wants.
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            log.write(traceback.format_exc())
            fact = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise pulumi.RunError(redactor.text(f"{_place(error, path, root)} {fact}")) from error

    return run


def _secrets(told: Mapping[str, Any]) -> Iterator[str]:
    """What Pulumi has decrypted of a configuration."""
    for key, value in told.items():
        real = pulumi.runtime.get_config(key)
        if isinstance(real, str) and isinstance(value, dict | list):
            yield from _decrypted(value, real)


def _decrypted(said: object, real: object) -> Iterator[str]:
    if isinstance(said, dict) and SECURE in said:
        yield str(real)
        return
    if isinstance(real, str):
        try:
            real = json.loads(real)
        except ValueError:
            return
    if isinstance(said, dict) and isinstance(real, dict):
        for key in said.keys() & real.keys():
            yield from _decrypted(said[key], real[key])
    elif isinstance(said, list) and isinstance(real, list):
        for one, other in zip(said, real, strict=False):
            yield from _decrypted(one, other)


def _place(error: BaseException, path: Path, root: Path) -> str:
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
