"""What `__defaults__()` sets in a directory and below it, as Pants does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Final

from pantstack.buildfiles.evaluation.values import Unknown

# Returns whether targets of a kind have a field.
HasField = Callable[[str, str], bool]
_ALL: Final = "*"


class Defaults:
    """The values of fields, by kind of target, in one directory."""

    def __init__(self, above: Mapping[str, Mapping[str, Any]], has_field: HasField) -> None:
        """Begin with those of the nearest directory above that has a BUILD file."""
        self.values = {kind: dict(fields) for kind, fields in above.items()}
        self._has_field = has_field

    def of(self, kind: str) -> dict[str, Any]:
        """Return the values of the fields that a target of a kind has."""
        if kind in self.values:
            return dict(self.values[kind])
        return {name: value for name, value in self.values.get(_ALL, {}).items() if self._has_field(kind, name)}

    def set(
        self,
        call: Unknown,
        *arguments: Any,  # noqa: ANN401  whatever a BUILD file holds
        all: Any = None,  # noqa: A002, ANN401  Pants' name
        extend: Any = False,  # noqa: ANN401  as above
        **_: Any,  # noqa: ANN401  what is ignored
    ) -> None:
        """Do what a call of `__defaults__` does."""
        fresh: dict[str, dict[str, Any]] = {kind: self.of(kind) for kind in self.values} if extend is True else {}
        if all is not None:
            groups = [group for group in arguments if isinstance(group, dict)]
            known = {*self.values, *(str(key) for group in groups for key in _kinds(group))}
            fields = all if isinstance(all, dict) else {"name": call}
            for kind in sorted(known | {_ALL}):
                kept = {name: value for name, value in fields.items() if kind == _ALL or self._has_field(kind, name)}
                fresh.setdefault(kind, {}).update(kept)
        for group in arguments:
            for key, fields in group.items() if isinstance(group, dict) else (((_ALL,), {"name": call}),):
                for kind in key if isinstance(key, tuple) else (key,):
                    fresh.setdefault(str(kind), {}).update(fields if isinstance(fields, dict) else {"name": call})
        for kind, fields in fresh.items():
            if fields:
                self.values[kind] = fields
            else:
                self.values.pop(kind, None)


def _kinds(group: Mapping[Any, Any]) -> list[Any]:
    return [kind for key in group for kind in (key if isinstance(key, tuple) else (key,))]
