"""`pantstack init`: Pants and Pantstack for a repository that has no Pants yet, or Pantstack alone for one that has.

It runs before there is a Pants, so nothing here imports it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn, Optional

from pantstack import VERSION
from pantstack.adopt import copies, report, settings, source_roots
from pantstack.adopt.copies import Unit
from pantstack.adopt.model import Changes
from pantstack.adopt.pants_toml import PantsToml
from pantstack.adopt.settings import Installation
from pantstack.base import all_or_nothing, shipped
from pantstack.base.errors import SUCCESS, UserError, UserErrors
from pantstack.declarations.configuration import FILE

# The newest one on PyPI.
PANTS_VERSION: Final = "2.17.1"
_OLDEST: Final = (2, 17)
LAUNCHER: Final = "pants"
# What `./pants` needs.
_SHIPPED: Final = (
    LAUNCHER,
    settings.BOOTSTRAP,
    "pants.remote.toml",
    "build-support/bootstrap.py",
    "build-support/interpreters.py",
    "build-support/reproducible_pex.py",
    "build-support/start_pants.py",
    "build-support/generations",
)
NOTHING: Final = "Nothing to do: what Pants needs to load Pantstack is there already.\n"
_ROOTS: Final = (
    "# Imports start here: where packages were found, and at the root, for modules that `pants new-module` makes."
)


class _Parser(argparse.ArgumentParser):
    """Reports wrong usage as everything else does."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of writing a usage."""
        raise UserError(f"{message[:1].upper()}{message[1:]}.", "Write: pantstack init [--write]")


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Show or write what is missing in the current folder, and return the exit code."""
    try:
        arguments = _parse(sys.argv[1:] if argv is None else argv)
        sys.stdout.write(_run(Path.cwd(), arguments.pants_version, write=arguments.write))
    except (UserError, UserErrors) as error:
        errors = error.errors if isinstance(error, UserErrors) else (error,)
        for each in errors:
            sys.stderr.write(f"pantstack: {each}\n")
        return errors[0].exit_code
    return SUCCESS


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog="pantstack init", description="Show what a repository needs to have Pantstack, or write it.")
    parser.add_argument("--write", action="store_true", help="write it")
    help = "where there is no Pants yet; default %(default)s"
    parser.add_argument("--pants-version", default=PANTS_VERSION, help=help)
    return parser.parse_args(argv)


def _run(root: Path, pants_version: str, *, write: bool) -> str:
    """Show what is missing, or write it.

    Raises:
        UserError: if something is in the way.
        UserErrors: the same, everything at once.
    """
    undone = all_or_nothing.undo_interrupted(str(root))
    files = {path: content.decode("utf-8") for path, content in shipped.read(*_SHIPPED).items()}
    existing = _texts(root, (FILE, settings.GITIGNORE, *files))
    has_pants = FILE in existing
    errors = tuple(_errors(root, existing, files, pants_version))
    if errors:
        raise UserErrors(errors)
    # Whoever has Pants has a version of it, wherever that is written.
    installation = Installation("" if has_pants else pants_version, VERSION, files[settings.BOOTSTRAP])
    changes = settings.settings(existing, installation)
    if not has_pants:
        toml = PantsToml(changes.texts[FILE])
        toml.set("source", "root_patterns", list(source_roots.find(root)), comment=_ROOTS)
        toml.set("anonymous-telemetry", "enabled", value=False)
        # The files of the launcher are no code of the repository's, and are known by a hash.
        toml.set("tailor", "ignore_paths", ["build-support/**"])
        taken = copies.missing([Unit(files)], existing)
        changes = changes.then(
            Changes({**taken, FILE: toml.text}, frozenset(taken), frozenset({LAUNCHER} & set(taken)))
        )
    head = "Undid what an interrupted run had written.\n" if undone else ""
    return head + _deliver(
        root, changes, existing, "./pants" if LAUNCHER in {**existing, **changes.texts} else "pants", write=write
    )


def _deliver(root: Path, changes: Changes, existing: Mapping[str, str], pants: str, *, write: bool) -> str:
    if not changes.texts:
        return f"{NOTHING}Next:\n  {pants} adopt\n"
    notes = report.notes(changes)
    if not write:
        return f"{notes}{report.proposed(changes, existing)}\nNothing was written; to write it: --write.\n"
    # Where no target owns the code yet, it is not checked and tested, and facades are all that is.
    step = "adopt" if FILE in existing else "tailor ::"
    fresh = [path for path in changes.texts if path not in existing]
    all_or_nothing.write(str(root), changes.texts, fresh, changes.executable)
    return f"{notes}{report.written(changes, existing, pants)}Next:\n  {pants} {step}\n"


def _texts(root: Path, paths: Sequence[str]) -> dict[str, str]:
    contents = {path: (root / path).read_bytes() for path in paths if (root / path).is_file()}
    return {path: content.decode("utf-8", "surrogateescape") for path, content in contents.items()}


def _errors(root: Path, existing: Mapping[str, str], files: Mapping[str, str], version: str) -> Iterator[UserError]:
    """Report what is in the way."""
    above = next((folder for folder in root.parents if (folder / FILE).is_file()), None)
    if FILE not in existing and above is not None:
        yield UserError(f"This folder is in a repository with Pants: {above}.", "Run it there.")
    toml = PantsToml(existing.get(FILE, ""))
    written = toml.get("GLOBAL", "pants_version")
    number = str(version if written is None else written).split(".")
    if tuple(int(part) if part.isdecimal() else -1 for part in number[:2]) < _OLDEST:
        yield UserError(
            f"Pants {'.'.join(number)} is too old for Pantstack.",
            "Use 2.17.0 or newer: https://www.pantsbuild.org/stable/docs/releases/upgrade-tips has what changes.",
            toml.location("GLOBAL", "pants_version"),
        )
    for folder in toml.items("GLOBAL", "pythonpath") or ():
        path = Path(folder.replace("%(buildroot)s", str(root)), "pantstack")
        if path.is_dir() and not (path / "adopt").is_dir():
            yield UserError(
                f"`{folder}` has a backend of your own that is called `pantstack`, and hides this one.",
                "Rename it, there and in backend_packages, then run again.",
                toml.location("GLOBAL", "pythonpath"),
            )
    if FILE not in existing:
        yield from copies.conflicts(
            [Unit({path: text for path, text in files.items() if path != settings.BOOTSTRAP})], existing
        )
