"""Configuration files as values that know their place, so that every error and note can name it."""

from __future__ import annotations

import configparser
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pantstack.adopt.sources import toml_lines
from pantstack.adopt.sources.toml_lines import KeyPath
from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.declarations.suggestions import suggestion

_BOM = "\ufeff"
_AT = re.compile(r" at line (\d+) col \d+")
# What the library calls the end of a file.
_END = ("Unexpected character: '\\x00'", "it ends too early")
_INI_SECTION = re.compile(r"\[(?P<name>.+)\]")
_INI_OPTION = re.compile(r"(?P<name>[^\s=:#;][^=:]*?)\s*[=:]\s*(?P<value>.*)")


@dataclass(frozen=True)
class Value:
    """A value of a configuration file.

    Attributes:
        raw: as Python has it.
        file: the path of its file.
        lines: the lines of everything in that file.
        path: the keys and indices that lead to it.
    """

    raw: Any
    file: str
    lines: Mapping[KeyPath, int] = field(repr=False)
    path: KeyPath = ()

    @property
    def location(self) -> SourceLocation:
        """Where it stands: its own line, or that of the nearest table around it."""
        around = (self.path[:end] for end in range(len(self.path), -1, -1))
        return SourceLocation(self.file, next((self.lines[path] for path in around if path in self.lines), 1))

    @property
    def name(self) -> str:
        """Its key, as an error quotes it."""
        return next((key for key in reversed(self.path) if isinstance(key, str)), "")

    def error(self, message: str, help: str) -> UserError:
        """Make an error at its place."""
        return UserError(message, help, self.location)

    def get(self, key: str) -> Optional[Value]:
        """Return what a table has for a key."""
        table = self.table()
        return self._below(key, table[key]) if key in table else None

    def table(self, known: Iterable[str] = ()) -> Mapping[str, Any]:
        """Return a table; with keys that it may have, any other one is an error."""
        if not isinstance(self.raw, dict):
            raise self._wrong("a table", f"Write a table: [{self.name}].")
        known = tuple(known)
        for key in self.raw if known else ():
            if key not in known:
                help = suggestion(key, known, f"Delete it, or use one of {', '.join(sorted(known))}.")
                raise self._below(key, self.raw[key]).error(f"Unknown key `{key}`.", help)
        return self.raw

    def elements(self) -> list[Value]:
        """Return the elements of a list."""
        if not isinstance(self.raw, list):
            raise self._wrong("a list", f"Write a list: {self.name} = [...].")
        return [self._below(index, element) for index, element in enumerate(self.raw)]

    def text(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.raw, str) or not self.raw.strip():
            raise self._wrong("a text", "Write it in quotes; it must not be empty.")
        return self.raw.strip()

    def flag(self) -> bool:
        """Return what is true or false; INI files have that as a text."""
        value = {"true": True, "false": False}.get(self.raw.lower()) if isinstance(self.raw, str) else self.raw
        if not isinstance(value, bool):
            raise self._wrong("true or false", "Write true or false.")
        return value

    def one_of(self, choices: Iterable[str]) -> str:
        """Return one of a few texts."""
        choices, text = tuple(choices), self.text()
        if text not in choices:
            raise self._wrong(f"one of {', '.join(choices)}", suggestion(text, choices, "Use one of them."))
        return text

    def _below(self, key: Any, raw: Any) -> Value:  # noqa: ANN401  a key or an index, and whatever the file has
        return Value(raw, self.file, self.lines, (*self.path, key))

    def _wrong(self, what: str, help: str) -> UserError:
        shown = f"`{self.raw}`" if isinstance(self.raw, (str, int, float)) and self.raw != "" else "This"
        return self.error(f"{shown} in `{self.name}` is not {what}.", help)


def parse_toml(file: str, text: str) -> Value:
    """Read a TOML file.

    Raises:
        UserError: if it is not valid.
    """
    text = text.removeprefix(_BOM).replace("\r\n", "\n")
    try:
        raw = tomlkit.parse(text).unwrap()
    except (TOMLKitError, ValueError, RecursionError) as error:
        at = _AT.search(str(error))
        deep = isinstance(error, RecursionError)
        why = "it is nested too deeply" if deep else _AT.sub("", str(error)).rstrip(".").replace(*_END)
        line = int(at[1]) if at else 1
        raise UserError(
            f"This file is not valid TOML: {why}.", "Correct it there.", SourceLocation(file, line)
        ) from error
    return Value(raw, file, toml_lines.lines(text))


def parse_ini(file: str, text: str, wanted: Callable[[str], bool]) -> Value:
    """Read sections of an INI file: tables by name, whose values are texts, or lists of them where they have lines.

    Args:
        wanted: whether a section is read.

    Raises:
        UserError: if it is not valid.
    """
    text = text.removeprefix(_BOM)
    parser = configparser.ConfigParser()
    try:
        parser.read_string(text)
        raw = {name: dict(parser[name]) for name in parser.sections() if wanted(name)}
    except configparser.Error as error:
        parts = getattr(error, "errors", None)
        line = getattr(error, "lineno", None) or (parts[0][0] if parts else 1)
        why = str(error).splitlines()[0].rstrip(":. ")
        raise UserError(
            f"This file is not valid INI: {why}.", "Correct it there.", SourceLocation(file, line)
        ) from error
    values, places = _ini_lines(raw, text)
    return Value(values, file, places)


def _ini_lines(raw: Mapping[str, Mapping[str, str]], text: str) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    """Split values that have lines, and find the line of everything."""
    written = _written_lines(text)
    values: dict[str, Any] = {}
    places: dict[KeyPath, int] = {(): 1}
    for section, options in raw.items():
        values[section] = {}
        places[section,] = written.get((section, ""), [(1, "")])[0][0]
        for name, value in options.items():
            rows = written.get((section, name), [(places[section,], value)])
            places[section, name] = rows[0][0]
            entries = [entry.strip() for entry in value.strip().split("\n")]
            values[section][name] = entries if "\n" in value else value.strip()
            for index, entry in enumerate(entries if "\n" in value else ()):
                # Rows that are comments are no part of the value.
                while rows and rows[0][1] != entry:
                    rows = rows[1:]
                places[section, name, index] = rows[0][0] if rows else places[section, name]
                rows = rows[1:]
    return values, places


def _written_lines(text: str) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """List the lines of each section, under an empty name, and of each option, with what they say."""
    written: dict[tuple[str, str], list[tuple[int, str]]] = {}
    section, name = "", ""
    for number, line in enumerate(text.splitlines(), 1):
        header, option = _INI_SECTION.match(line), _INI_OPTION.match(line)
        if header:
            section, name = header["name"], ""
            written[section, ""] = [(number, "")]
        elif option and not line[:1].isspace():
            name = option["name"].rstrip().lower()
            written[section, name] = [(number, option["value"].strip())]
        elif name:
            written[section, name].append((number, line.strip()))
    return written
