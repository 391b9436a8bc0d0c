"""The options of a run, read without Pants."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pantstack.boundaries.run.options import OWN, SHARED, Destination, RunOptions
from pantstack.standalone.options.pants_options import GLOBAL, PantsOptions

_IGNORED: Final = (".*/", "/dist/", "__pycache__")
# Each run has them, by their default names or others.
_FOLDERS: Final = (("pants_workdir", ".pants.d"), ("pants_distdir", "dist"), ("pants_subprocessdir", ".pids"))
_BUILD_FILES: Final = ("BUILD", "BUILD.*")


@dataclass(frozen=True)
class FileSettings:
    """Which files there are.

    Attributes:
        ignored: patterns of what Pants does not see, the one that counts most last.
        build_patterns: globs of the names of BUILD files.
        build_ignore: globs of those that do not count.
        preludes: globs of the files with functions for all BUILD files.
    """

    ignored: tuple[str, ...]
    build_patterns: tuple[str, ...]
    build_ignore: tuple[str, ...]
    preludes: tuple[str, ...]


def run_options(options: PantsOptions) -> RunOptions:
    """Return what decides which findings a run has."""
    names = ("severities", "string_readers", "baseline", "compare_with")
    return RunOptions(
        options.list(SHARED, "layers"),
        options.table(OWN, "severities"),
        options.boolean(OWN, "type_checking", default=True),
        options.list(OWN, "string_readers"),
        options.text(OWN, "baseline", RunOptions.baseline),
        options.optional(OWN, "compare_with"),
        {name: options.where(OWN, name) for name in names},
    )


def destination(options: PantsOptions) -> Destination:
    """Return the form of a report and where it goes."""
    set_by = {name: options.where(SHARED, name) for name in ("format", "output")}
    return Destination(options.text(SHARED, "format", "text"), options.text(SHARED, "output", "-"), set_by)


def file_settings(options: PantsOptions, root: str, environment: Mapping[str, str]) -> FileSettings:
    """Return which files Pants would see."""
    patterns: list[str] = []
    if options.boolean(GLOBAL, "pants_ignore_use_gitignore", default=True):
        for file in ignore_files(root, environment):
            patterns += _lines(file)
    patterns += options.list(GLOBAL, "pants_ignore", _IGNORED)
    for name, default in _FOLDERS:
        folder = os.path.relpath(Path(root, options.text(GLOBAL, name, default)), root)
        patterns += () if folder.startswith("..") else (f"/{folder}",)
    return FileSettings(
        tuple(patterns),
        options.list(GLOBAL, "build_patterns", _BUILD_FILES),
        options.list(GLOBAL, "build_ignore"),
        options.list(GLOBAL, "build_file_prelude_globs"),
    )


def ignore_files(root: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the paths of the files with patterns that git ignores, the one that counts most last."""
    home = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    yield str(Path(home, "git/ignore"))
    yield str(Path(root, ".gitignore"))
    yield str(Path(root, ".git/info/exclude"))


def _lines(path: str) -> list[Any]:
    try:
        return Path(path).read_bytes().decode("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
