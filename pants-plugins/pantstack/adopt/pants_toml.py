"""Adds settings to pants.toml; comments and order stay, and what is set stays as it is."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any, Optional

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, InlineTable, Table

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.declarations.configuration import FILE, Option


class PantsToml:
    """The text of pants.toml while settings are added to it."""

    def __init__(self, text: str) -> None:
        """Parse the file.

        Raises:
            UserError: if it is not TOML.
        """
        self._before = text
        self._is_changed = False
        # tomlkit ends new lines in one way.
        self._crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
        try:
            self._document = tomlkit.parse(text.replace("\r\n", "\n") if self._crlf else text)
        except (TOMLKitError, RecursionError) as error:
            line = getattr(error, "line", 0)
            raise UserError(
                f"This is not TOML: {str(error).partition(' at line')[0]}.",
                "Fix it, then run again.",
                SourceLocation(FILE, line),
            ) from error

    @property
    def text(self) -> str:
        """The whole file."""
        if not self._is_changed:
            return self._before
        text = tomlkit.dumps(self._document)
        if not _is_toml(text):
            raise UserError(
                f"{FILE} is written in a way in which it cannot be edited.",
                "Write its sections with headers, an option a line, then run again.",
            )
        return text.replace("\n", "\r\n") if self._crlf else text

    def get(self, scope: str, name: str) -> Any:  # noqa: ANN401  whatever the file holds
        """Return what an option is set to, None where it is not."""
        value: Any = (self._find(scope) or {}).get(name)
        return value.unwrap() if hasattr(value, "unwrap") else value

    def location(self, scope: str, name: str, item: str = "") -> SourceLocation:
        """Locate an option, or an item of its value."""
        return Option(scope, name, "", self._before).location(item)

    def items(self, scope: str, name: str) -> Optional[tuple[str, ...]]:
        """Return the strings of a list option, or those that it adds; None where it is written in another way."""
        value = self.get(scope, name)
        if isinstance(value, dict):
            value = value.get("add", [])
        if value is None:
            return ()
        return tuple(value) if isinstance(value, list) and all(isinstance(item, str) for item in value) else None

    def set(self, scope: str, name: str, value: Any, *, comment: str = "") -> None:  # noqa: ANN401  whatever it may hold
        """Set an option that is not set, below a comment; a missing section goes to the end of the file."""
        section = self._changing(scope)
        if comment and isinstance(section, Table):
            section.add(tomlkit.comment(comment.lstrip("# ")))
        section[name] = value
        self._is_changed = True

    def extend(self, scope: str, name: str, items: Sequence[str]) -> None:
        """Add to a list option what it lacks; one that is not set gets it by `.add`, which keeps Pants' default.

        Raises:
            UserError: where it is not a plain list.
        """
        present = self.items(scope, name)
        if present is None:
            raise UserError(
                f"[{scope}].{name} is not a plain list of strings, so nothing is added to it.",
                f"Write it as a list with {' and '.join(items)}, then run again.",
                self.location(scope, name),
            )
        missing = [item for item in items if item not in present]
        if not missing:
            return
        section = self._changing(scope)
        value = section.get(name)
        if value is None and isinstance(section, InlineTable):
            section[name] = tomlkit.inline_table().append("add", missing)
        elif value is None:
            section.append(tomlkit.key([name, "add"]), tomlkit.item(missing))
        elif isinstance(value, MutableMapping) and "add" not in value:
            value["add"] = missing
        else:
            listed = value["add"] if isinstance(value, MutableMapping) else value
            at = len(listed) if _can_be_appended_to(listed) else 0
            for number, item in enumerate(missing):
                listed.insert(at + number, item)
        self._is_changed = True

    def _find(self, scope: str) -> Any:  # noqa: ANN401  tomlkit has several types of tables
        """Find a section, in whatever way it is written; None where there is none."""
        found: Any = self._document
        for part in scope.split("."):
            found = found.get(part)
            if found is None:
                return None
            if not isinstance(found, MutableMapping):
                raise UserError(f"[{scope}] in {FILE} is not a table.", "Write it as one, then run again.")
        return found

    def _changing(self, scope: str) -> Any:  # noqa: ANN401  as above
        """Return a section, at the end of the file where it is missing."""
        found = self._find(scope)
        if found is not None and not isinstance(found, (InlineTable, Table)):
            raise UserError(
                f"[{scope}] in {FILE} is in several places, so nothing is added to it.",
                f"Write it as one section with the header [{scope}], then run again.",
            )
        if found is not None:
            return found
        text = tomlkit.dumps(self._document).rstrip("\n")
        self._document = tomlkit.parse(f"{text}\n\n[{scope}]\n" if text else f"[{scope}]\n")
        return self._find(scope)


def _is_toml(text: str) -> bool:
    try:
        tomlkit.parse(text)
    except (TOMLKitError, RecursionError):
        return False
    return True


def _can_be_appended_to(listed: Array) -> bool:
    """Return whether tomlkit appends to a list rightly: it forgets the comma where a comment is the last line."""
    trial: Any = tomlkit.parse(f"x = {listed.as_string()}")["x"]
    trial.append("")
    return _is_toml(f"x = {trial.as_string()}")
