"""The pages that explain the checks."""

from __future__ import annotations

from pathlib import Path
from typing import Final

# From the root of a repository that has Pantstack in its usual place.
FOLDER: Final = "pants-plugins/pantstack/boundaries/checks"


def page_path(code: str) -> str:
    """Return the path of the page that explains a code."""
    return f"{FOLDER}/{_file_name(code)}"


def description(code: str) -> str:
    """Return what a code means: the first sentence of its page."""
    page = Path(__file__).with_name(_file_name(code)).read_text(encoding="utf-8")
    text = page.partition("## What it finds")[2].strip().partition("\n\n")[0]
    return " ".join(text.split()).partition(". ")[0].rstrip(".") + "."


def _file_name(code: str) -> str:
    return f"{code.replace('-', '_')}.md"
