"""Reads the files of templates, which may be anybody's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Optional

from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import is_build_file
from pantstack.scaffold.model import TemplateFile
from pantstack.text.escaping import escape

MAX_SIZE: Final = 4 * 1024 * 1024
_HELP: Final = "Fix the template."
# What editors, file managers and Python leave.
_LEFT_OUT: Final = frozenset({".DS_Store", "__pycache__"})


@dataclass(frozen=True)
class Folder:
    """A folder of templates.

    Attributes:
        path: where it is.
        label: what it is called in messages and lists.
        root: the folder that no link may leave; None where its files are our own.
    """

    path: Path
    label: str
    root: Optional[Path] = None

    def label_of(self, path: Path) -> str:
        """Return what a file of it is called in messages."""
        return escape(f"{self.label}/{path.relative_to(self.path).as_posix()}")

    def text(self, path: Path) -> str:
        """Read a file.

        Raises:
            UserError: if it is a link out of the repository, no file, too large, or not UTF-8.
        """
        label = self.label_of(path)
        # `resolve` fails for links that lead to themselves.
        if self.root is not None and Path(os.path.realpath(self.root)) not in Path(os.path.realpath(path)).parents:
            raise UserError(f"`{label}` is a link out of the repository.", "Replace it by a file.")
        if not path.is_file():
            raise UserError(f"`{label}` is not a file.", "Replace it by a file.")
        try:
            size = path.stat().st_size
            if size > MAX_SIZE:
                message = f"`{label}` has {size:,} bytes; at most {MAX_SIZE:,} are allowed in a template."
                raise UserError(message, "Shorten it, or take it out of the template.")
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"`{label}` is not UTF-8 (byte {error.start + 1})."
            raise UserError(message, "Save it as UTF-8; a template has text files only.") from error
        except OSError as error:
            raise UserError(f"Cannot read `{label}`: {error.strerror}.", "Fix its permissions.") from error

    def files(self, name: str) -> tuple[TemplateFile, ...]:
        """Read the files of one template, sorted by path.

        Raises:
            UserError: as `text`, or if Pants would take one of them for a BUILD file.
        """
        files = self.path / name / "files"
        found = []
        for path in sorted(self._paths(files)):
            if is_build_file(path.name):
                message = f"`{self.label_of(path)}` is a BUILD file to Pants."
                raise UserError(message, f"Call it {path.name.replace('BUILD', '__BUILD__', 1)}.")
            found.append(TemplateFile(path.relative_to(files).as_posix(), self.text(path), f"{self.label}/{name}"))
        return tuple(found)

    def _paths(self, folder: Path) -> Iterator[Path]:
        """List everything below a folder that is no folder; a link to one is not followed."""
        if folder.is_symlink():
            yield folder
            return
        for place, folders, names in os.walk(folder, onerror=self._fail):
            folders[:] = [name for name in folders if name not in _LEFT_OUT]
            links = (name for name in folders if Path(place, name).is_symlink())
            yield from (Path(place, name) for name in (*names, *links) if name not in _LEFT_OUT)

    def _fail(self, error: OSError) -> None:
        """Report a folder that cannot be read; one that is not there has no files."""
        if not isinstance(error, FileNotFoundError):
            label = self.label_of(Path(error.filename))
            raise UserError(f"Cannot read `{label}`: {error.strerror}.", "Fix its permissions.") from error
