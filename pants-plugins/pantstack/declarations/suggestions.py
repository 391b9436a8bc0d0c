"""Advice for a word that is none of those that are known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Optional


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """Advice that names what is most like a mistaken word, or else something else."""
    close: Optional[str] = next(iter(difflib.get_close_matches(word, sorted(known), n=1)), None)
    return f"Did you mean `{close}`?" if close else otherwise


def module_suggestion(path: str, modules: Iterable[str]) -> str:
    """Advice for a path that is no module's.

    Args:
        path: the mistaken one.
        modules: the paths of the declared modules.
    """
    return suggestion(path, modules, "Write the path of a declared module, such as modules/orders.")
