"""What an editor has open: where it is in the repository, and what its file would hold."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Optional
from urllib.parse import unquote, urlsplit

from pantstack.syntax.source import encoding_of

_PYTHON: Final = (".py", ".pyi")


@dataclass(frozen=True)
class Document:
    """A document that is open.

    Attributes:
        uri: as the editor writes it.
        path: from the root of the repository.
    """

    uri: str
    path: str
    version: Optional[int]
    text: str

    @property
    def content(self) -> bytes:
        """The bytes that its file would have."""
        plain = self.text.encode("utf-8", "replace")
        if not self.path.endswith(_PYTHON):
            return plain
        try:
            encoding = encoding_of(plain)
            return self.text.encode("utf-8" if encoding == "utf-8-sig" else encoding, "replace")
        except (SyntaxError, LookupError, ValueError):
            return plain


def folder_of(uri: Optional[str]) -> Optional[str]:
    """Return the path of a URI of this machine; None for any other."""
    try:
        parts = urlsplit(uri or "")
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    return None if "\0" in path or not path.startswith("/") else path


def path_of(uri: str, root: str) -> Optional[str]:
    """Return the path of a document from the root of a repository; None where it is not in there."""
    file = folder_of(uri)
    if file is None:
        return None
    # A link in the repository counts where it is, not where it leads.
    folder, name = os.path.split(os.path.normpath(file))
    path = f"{os.path.realpath(folder).rstrip('/')}/{name}"
    return path[len(root) + 1 :] if path.startswith(f"{root}/") else None


def uri_of(root: str, path: str) -> str:
    """Return the URI of a file of a repository."""
    return Path(root, path).as_uri()


def text_of(root: str, path: str) -> str:
    """Read a file that is not open, as an editor would show it; empty where it cannot be read."""
    try:
        content = Path(root, path).read_bytes()
    except (OSError, ValueError):
        return ""
    try:
        return content.decode(encoding_of(content) if path.endswith(_PYTHON) else "utf-8", "replace")
    except (SyntaxError, LookupError, ValueError):
        return content.decode("utf-8", "replace")
