"""Text for a terminal: stripped of control sequences, cut to a width, errors of Pulumi's shortened."""

from __future__ import annotations

import re
import signal
import unicodedata
from typing import Final

# What a service or a cloud says may hold what moves a cursor or colors a screen.
_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])?")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_EXIT_SIGNAL: Final = re.compile(r"^ code: -(\d+)$", re.MULTILINE)
_ERROR: Final = re.compile(r"^(?: stderr:)?\s*error:(.*)$", re.MULTILINE)
_NO_SPACE: Final = re.compile(r"no space left on device|read-only file system|permission denied", re.IGNORECASE)
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")
_STEP: Final = 1000


def printable(text: str) -> str:
    """Remove what a terminal would take for a command."""
    lines = _ESCAPES.sub("", text.replace("\r\n", "\n")).replace("\r", "\n")
    return _CONTROLS.sub("", lines)


def printable_name(text: str) -> str:
    """Return a name on one line, escaped where a terminal would not show it as it is."""
    return text if text.isprintable() else ascii(text)


def cut(line: str, columns: int) -> str:
    """Cut a line to a number of columns; a wide character takes two of them, a combining one none."""
    used = 0
    for index, character in enumerate(line):
        wide = 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
        used += 0 if unicodedata.combining(character) else wide
        if used > columns:
            return line[:index]
    return line


def summarize_pulumi_failure(text: str) -> str:
    """Return why Pulumi failed, from its output and exit code, for when its events do not have it."""
    killed = _EXIT_SIGNAL.search(text)
    if killed:
        return f"Pulumi was killed ({signal.Signals(int(killed[1])).name})\nDeploy again; what it left is cleaned up."
    errors = _ERROR.findall(text)
    message = errors[-1].strip() if errors else "Pulumi failed"
    return (
        f"{message}\nFree disk space or fix the permissions there, then deploy again."
        if _NO_SPACE.search(message)
        else message
    )


def format_size(size: int) -> str:
    """Return a number of bytes in the unit that leaves it below 1000."""
    number = float(size)
    for unit in _UNITS:
        if number < _STEP or unit == _UNITS[-1]:
            break
        number /= _STEP
    return f"{size} B" if unit == "B" else f"{number:.1f} {unit}"


def format_count(number: int, what: str) -> str:
    """Return how many there are of something: "no change", "1 change", "2 changes"."""
    return f"{number or 'no'} {what}{'' if number in {0, 1} else 's'}"
