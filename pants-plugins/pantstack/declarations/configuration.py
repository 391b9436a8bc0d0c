"""Where an option is set: in pants.toml at a line, or outside of files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pantstack.base.locations import SourceLocation
from pantstack.declarations import plain_resolves

FILE = "pants.toml"
_HEADER = re.compile(r"""\s*\[\s*([\w."' -]+?)\s*\]\s*(?:#.*)?$""")
_KEY = re.compile(r"""\s*(["']?)(?P<key>[\w-]+)\1(?:\.[\w-]+)*\s*=""")


@dataclass(frozen=True)
class Option:
    """An option of Pants.

    Attributes:
        name: as a section has it.
        outside: the flag or variable of the environment that sets it; empty where a file does, or nothing.
        text: what pants.toml holds.
    """

    scope: str
    name: str
    outside: str = ""
    text: str = ""

    def location(self, item: str = "", *, written: bool = False, number: int = 1) -> SourceLocation:
        """Locate where it is set.

        Args:
            item: the part of the value in question, if it is a string or a key.
            written: whether pants.toml has that part, though the option may be set outside of it, too.
        """
        if self.outside and not written:
            return SourceLocation(self.outside, 0)
        line = self._line(item, number)
        return SourceLocation(FILE, line) if line else SourceLocation(f"[{self.scope}].{self.name}", 0)

    def written(self) -> Any:  # noqa: ANN401  whatever the file holds
        """Return what pants.toml sets it to; None where it does not, or cannot be read."""
        text = self.text if self.scope == "python" else plain_resolves.shorten(self.text).text
        try:
            document: Any = tomlkit.parse(text).unwrap()
        except (TOMLKitError, RecursionError):
            return None
        section = document.get(self.scope)
        return section.get(self.name) if isinstance(section, dict) else None

    def _line(self, item: str, number: int) -> int:
        lines = self._lines()
        quoted = (f'"{item}"', f"'{item}'", item) if item else ()
        for form in quoted:
            numbers = [line for line, text in lines for _ in range(text.count(form))]
            if numbers:
                return numbers[min(number, len(numbers)) - 1]
        return lines[0][0] if lines else 0

    def _lines(self) -> list[tuple[int, str]]:
        """List the lines that set it, with their numbers."""
        lines: list[tuple[int, str]] = []
        section, here = "", False
        own_table = f"{self.scope}.{self.name}"
        for number, text in enumerate(self.text.splitlines(), 1):
            header, key = _HEADER.match(text), _KEY.match(text)
            if header:
                section = "".join(char for char in header[1] if char not in "\"' ")
                here = section == own_table
            elif section == self.scope and key:
                here = key["key"] == self.name
            if here:
                lines.append((number, text))
        return lines
