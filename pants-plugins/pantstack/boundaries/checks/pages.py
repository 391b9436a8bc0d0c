"""The pages that explain the checks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

# From the root of a repository that has Pantstack in its usual place.
FOLDER: Final = "pants-plugins/pantstack/boundaries/checks"


def page_path(code: str, folder: str = FOLDER) -> str:
    """Return the path of the page that explains a code."""
    return f"{folder}/{_file_name(code)}"


def folder(root: str) -> str:
    """Return where the pages are: below the root of a repository, else where this package is installed."""
    here, inside = Path(__file__).resolve().parent, Path(root).resolve()
    return here.relative_to(inside).as_posix() if inside in here.parents else str(here)


def names(codes: Sequence[str]) -> str:
    """Write the names of the pages of codes, as a shell would expand them."""
    stems = ",".join(_file_name(code).partition(".")[0] for code in codes)
    return f"{{{stems}}}.md" if len(codes) > 1 else f"{stems}.md"


def reference(codes: Sequence[str], folder: str) -> str:
    """Write where codes are explained: the pages in the repository, else the command that shows them."""
    if Path(folder).is_absolute():
        return f"`pants validate --explain={','.join(codes)}`"
    return f"{folder}/{names(codes)}"


def text(code: str) -> str:
    """Return the page that explains a code."""
    return Path(__file__).with_name(_file_name(code)).read_text(encoding="utf-8")


def description(code: str) -> str:
    """Return what a code means: the first sentence of its page."""
    found = text(code).partition("## What it finds")[2].strip().partition("\n\n")[0]
    return " ".join(found.split()).partition(". ")[0].rstrip(".") + "."


def _file_name(code: str) -> str:
    return f"{code.replace('-', '_')}.md"
