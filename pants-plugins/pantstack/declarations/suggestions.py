"""Help for a word that is not one of the known ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Optional


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """Suggest the known word that is most like a mistaken one, or else something else."""
    close: Optional[str] = next(iter(difflib.get_close_matches(word, sorted(known), n=1)), None)
    return f"Did you mean `{close}`?" if close else otherwise


def module_suggestion(path: str, modules: Iterable[str]) -> str:
    """Suggest a declared module in place of a mistaken path."""
    return suggestion(path, modules, "Write the path of a declared module, such as modules/orders.")
