"""Numbers with their nouns."""

from __future__ import annotations


def count(number: int, noun: str, plural: str = "") -> str:
    """Put a number before its noun: 1 file, 2 files."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
