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


def inline(
    path: Path, root: Path, log: TolerantLog, redactor: Redactor, values: Mapping[str, Any]
) -> Callable[[], None]:
    """Return the program of a file as a function; `values` is its configuration, secrets still encrypted."""

    def run() -> None:
        redactor.learn(_secrets(values))
        try:
            runpy.run_path(str(path), run_name="__main__")
        except pulumi.RunError as error:
            raise pulumi.RunError(redactor.text(str(error))) from error
        # A program that ends itself has not declared everything.
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            log.write(traceback.format_exc())
            fact = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise pulumi.RunError(redactor.text(f"{_place(error, path, root)} {fact}")) from error

    return run


def _secrets(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the secrets that Pulumi has decrypted of a configuration."""
    for key, value in values.items():
        decrypted = pulumi.runtime.get_config(key)
        if isinstance(decrypted, str) and isinstance(value, dict | list):
            yield from _decrypted(value, decrypted)


def _decrypted(encrypted: object, plain: object) -> Iterator[str]:
    if isinstance(encrypted, dict) and SECURE in encrypted:
        yield str(plain)
        return
    if isinstance(plain, str):
        try:
            plain = json.loads(plain)
        except ValueError:
            return
    if isinstance(encrypted, dict) and isinstance(plain, dict):
        for key in encrypted.keys() & plain.keys():
            yield from _decrypted(encrypted[key], plain[key])
    elif isinstance(encrypted, list) and isinstance(plain, list):
        for one, other in zip(encrypted, plain, strict=False):
            yield from _decrypted(one, other)


def _place(error: BaseException, path: Path, root: Path) -> str:
    """Return the last line of the repository's own code in an error's traceback."""
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
