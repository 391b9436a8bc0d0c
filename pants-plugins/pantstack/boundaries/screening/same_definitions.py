"""Whether a file still binds and exports the same, wherever that stands in it."""

from __future__ import annotations

import re

from pantstack.boundaries.scanner.model import FileScan

_POSITION = re.compile(r"Position\(line=(\d+), column=(\d+)\)")


def same_definitions(one: FileScan, other: FileScan) -> bool:
    """Return whether two scans differ in positions alone, and have these in the same order."""
    return _in_order(one) == _in_order(other)


def _in_order(scan: FileScan) -> str:
    """Write a scan down with a number in the place of each position, counted from the first in the file."""
    text = repr(scan)
    places = sorted({(int(line), int(column)) for line, column in _POSITION.findall(text)})
    numbers = {place: number for number, place in enumerate(places)}
    return _POSITION.sub(lambda found: str(numbers[int(found[1]), int(found[2])]), text)
