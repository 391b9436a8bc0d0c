"""What the goal writes below `.pantstack/`, by content: the same content is written once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Union

from pants.engine.fs import FileContent, FileEntry

from pantstack.deploy.contract.requests import Context, Request, dump

File = Union[FileContent, FileEntry]


def plan_file(context: Context, request: Request) -> FileContent:
    """Return the file in which the runner reads a request."""
    content = dump(context, request)
    return FileContent(f".pantstack/plans/{hashlib.sha256(content).hexdigest()}.json", content)


def missing(root: str, files: tuple[File, ...]) -> tuple[File, ...]:
    """Choose the files that are not written yet, or not whole."""
    return tuple(file for file in files if not _is_written(root, file))


def _is_written(root: str, file: File) -> bool:
    path = Path(root, file.path)
    size = len(file.content) if isinstance(file, FileContent) else file.file_digest.serialized_bytes_length
    # A write that was cut short left another size.
    return path.is_file() and path.stat().st_size == size
