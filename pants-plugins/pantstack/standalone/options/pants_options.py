"""Reads options of Pants: from pants.toml and the files beside it, from the environment, and from our own flags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from getpass import getuser
from pathlib import Path
from typing import Any, Final, Optional

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.base.stamps import Stamp
from pantstack.declarations import plain_resolves
from pantstack.declarations.configuration import FILE, Option
from pantstack.standalone.files.stamps import stamp
from pantstack.standalone.options import values
from pantstack.standalone.options.values import WrongValueError

GLOBAL: Final = "GLOBAL"
RC_FILES: Final = ("/etc/pantsrc", "~/.pants.rc", ".pants.rc")
_INTERPOLATION: Final = re.compile(r"%\(([^)]+)\)s")
_MOST_NESTED: Final = 10


class PantsOptions:
    """The options of a repository.

    Attributes:
        toml: the text of pants.toml; empty where there is none.
        stamps: of all files that were looked for, by path, relative to the root or absolute.
    """

    def __init__(self, root: str, environment: Mapping[str, str], flags: Mapping[tuple[str, str], Any]) -> None:
        """Read the files.

        Args:
            environment: the variables of the environment.
            flags: values by section and option, of the command line.

        Raises:
            UserError: if one of them cannot be read.
        """
        self._root, self._environment, self._flags = root, environment, flags
        self.stamps: dict[str, Optional[Stamp]] = {}
        self.toml = self._text(FILE) or ""
        # What cannot be found counts for nothing, except where a variable names it.
        documents = ((path, self._text(path)) for path in self._paths())
        self._documents = [(path, _parse(path, text)) for path, text in documents if text is not None]

    def list(self, section: str, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the value of an option that is a list."""
        found = list(default)
        for place, value in self._values(section, name):
            found = self._read(values.add_to_list, (found, value), section, name, place)
        return tuple(found)

    def table(self, section: str, name: str) -> dict[str, str]:
        """Return the value of an option that is a table."""
        found: dict[str, str] = {}
        for place, value in self._values(section, name):
            found = self._read(values.add_to_table, (found, value), section, name, place)
        return found

    def text(self, section: str, name: str, default: str) -> str:
        """Return the value of an option that is a text."""
        found = default
        for place, value in self._values(section, name):
            found = self._read(values.text, (value,), section, name, place)
        return found

    def optional(self, section: str, name: str) -> Optional[str]:
        """Return the value of an option that is a text, None where nothing sets it."""
        return self.text(section, name, "") if any(True for _ in self._values(section, name)) else None

    def boolean(self, section: str, name: str, *, default: bool) -> bool:
        """Return the value of an option that is on or off."""
        found = default
        for place, value in self._values(section, name):
            found = self._read(values.boolean, (value,), section, name, place)
        return found

    def where(self, section: str, name: str) -> Option:
        """Return where an option is set, without the text of pants.toml."""
        if (section, name) in self._flags:
            return Option(section, name, f"--{name.replace('_', '-')}")
        variables = [each for each in _variables(section, name) if each in self._environment]
        return Option(section, name, variables[0] if variables else "")

    def located(self, section: str, name: str) -> Option:
        """Return where an option is set, with the text of pants.toml."""
        return replace(self.where(section, name), text=self.toml)

    def _values(self, section: str, name: str) -> Iterator[tuple[SourceLocation, Any]]:
        """Yield what sets an option, the one that counts most last."""
        for path, document in self._documents:
            table = document.get(section)
            if isinstance(table, dict) and name in table:
                place = Option(section, name, "", self.toml).location() if path == FILE else SourceLocation(path, 0)
                yield place, self._interpolated(table[name], document)
        variable = next((each for each in _variables(section, name) if each in self._environment), None)
        if variable is not None:
            yield SourceLocation(variable, 0), self._environment[variable]
        if (section, name) in self._flags:
            yield SourceLocation(f"--{name.replace('_', '-')}", 0), self._flags[section, name]

    def _read(self, how: Any, arguments: Any, section: str, name: str, place: SourceLocation) -> Any:  # noqa: ANN401
        value = arguments[-1]
        try:
            values.refuse_file(value)
            return how(*arguments)
        except WrongValueError as wrong_value:
            message = f"The value of [{section}].{name} {wrong_value}."
            raise UserError(message, "Correct it, or check with `./pants lint`.", place) from wrong_value

    def _interpolated(self, value: Any, document: Mapping[str, Any], depth: int = 0) -> Any:  # noqa: ANN401
        """Replace `%(name)s` in texts."""
        if isinstance(value, dict):
            return {key: self._interpolated(each, document, depth) for key, each in value.items()}
        if isinstance(value, list):
            return [self._interpolated(each, document, depth) for each in value]
        if not isinstance(value, str) or "%(" not in value or depth > _MOST_NESTED:
            return value

        def replaced(found: re.Match[str]) -> str:
            raw = self._seed(found[1], document)
            return found[0] if raw is None else str(self._interpolated(raw, document, depth + 1))

        return _INTERPOLATION.sub(replaced, value)

    def _seed(self, name: str, document: Mapping[str, Any]) -> Optional[Any]:  # noqa: ANN401  whatever a file holds
        if name.startswith("env."):
            return self._environment.get(name[len("env.") :])
        known = {"buildroot": lambda: self._root, "homedir": lambda: str(Path.home()), "user": getuser}
        if name in known:
            return known[name]()
        defaults = document.get("DEFAULT")
        return defaults.get(name) if isinstance(defaults, dict) else None

    def _paths(self) -> Iterator[str]:
        """Yield the paths of files with options, the one that counts most last."""
        named = self._environment.get("PANTS_CONFIG_FILES", "")
        yield from values.add_to_list([FILE], named) if named else [FILE]
        if self._environment.get("PANTS_PANTSRC", "true").lower() != "false":
            yield from (str(Path(path).expanduser()) for path in RC_FILES)

    def _text(self, path: str) -> Optional[str]:
        self.stamps[path] = stamp(str(Path(self._root, path)))
        try:
            return Path(self._root, path).read_bytes().decode("utf-8", "replace")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            message = f"Cannot read it: {error.strerror}."
            raise UserError(message, "Correct its permissions.", SourceLocation(path, 0)) from error


def _variables(section: str, name: str) -> tuple[str, ...]:
    """List the variables of the environment that may set an option."""
    upper = name.upper()
    if section == GLOBAL:
        return (f"PANTS_GLOBAL_{upper}", f"PANTS_{upper}", *([upper] if upper.startswith("PANTS_") else ()))
    return (f"PANTS_{re.sub(r'[.-]', '_', section.upper())}_{upper}",)


def _parse(path: str, text: str) -> dict[str, Any]:
    short = plain_resolves.shorten(text)
    try:
        document: dict[str, Any] = tomlkit.parse(short.text).unwrap()
    except (TOMLKitError, RecursionError) as error:
        line = getattr(error, "line", 0)
        raise UserError(f"It is not TOML: {error}.", "Correct it there.", SourceLocation(path, line)) from error
    if short.keys:
        resolves = document["python"]["resolves"]
        document["python"]["resolves"] = {**short.lockfiles, **resolves}
    return document
