"""Contracts of layers: one of them becomes the layers of the repository, the others become what is forbidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pantstack.adopt.sources.documents import Value
from pantstack.adopt.sources.import_linter.configuration import Expression, Settings, expression, expressions, many
from pantstack.adopt.sources.import_linter.path_rules import Rules

_INDEPENDENT, _TOGETHER = "|", ":"
_INDIRECT = "Indirect imports are not followed: a chain through packages without a layer is no finding."


class Expand(Protocol):
    """Finds the names that an expression means."""

    def __call__(self, found: Expression, *, optional: bool = False) -> list[str]:
        """Return them, and note an expression that means none and is not optional."""
        ...


@dataclass(frozen=True)
class _Member:
    name: str
    optional: bool


@dataclass(frozen=True)
class _Line:
    """One layer as it is written.

    Attributes:
        independent: whether its members must not use each other.
    """

    value: Value
    members: tuple[_Member, ...]
    independent: bool


class Layers:
    """Reads contracts of layers into rules."""

    def __init__(self, settings: Settings, rules: Rules, expand: Expand) -> None:
        """Keep what holds for all of them."""
        self._settings, self._rules, self._expand = settings, rules, expand

    def add(self, contract: Value) -> None:
        """Read one contract.

        Raises:
            UserError: if it is not valid.
        """
        layers = contract.get("layers")
        lines = [_line(each) for each in (many(layers) if layers is not None else [])]
        containers = self._containers(contract)
        self._note_exhaustive(contract, containers)
        for container in containers:
            stack = [(line, self._paths(line, container)) for line in lines]
            for line, paths in stack:
                if line.independent:
                    self._rules.forbid_each_other(paths)
            if len(containers) == 1 and not self._rules.layers:
                names = _names(lines)
                self._rules.layers += [(name, paths) for name, (_, paths) in zip(names, stack) if paths]
            else:
                self._forbid([paths for _, paths in stack])
        self._rules.note(contract.location, f"{_INDIRECT} Give them one, or forbid it.")

    def _containers(self, contract: Value) -> list[str]:
        """Return the names of the packages that the layers are in, an empty one where they have none."""
        containers = expressions(contract, "containers")
        return [name for each in containers for name in self._expand(each)] if containers else [""]

    def _note_exhaustive(self, contract: Value, containers: Sequence[str]) -> None:
        flag = contract.get("exhaustive")
        ignored = contract.get("exhaustive_ignores")
        if ignored is not None:
            for each in many(ignored):
                each.text()
        if flag is None or not flag.flag():
            return
        if not expressions(contract, "containers"):
            raise flag.error("`exhaustive` needs `containers`.", "Add them, or delete `exhaustive`.")
        where = " and ".join(containers)
        text = f"`exhaustive` is not carried over: a later child of {where} without a layer is no finding."
        self._rules.note(flag.location, f"{text} The last line of a lint counts files in no module.")

    def _paths(self, line: _Line, container: str) -> list[str]:
        tree, paths = self._settings.tree, []
        for member in line.members:
            name = f"{container}.{member.name}" if container else member.name
            found = Expression(name, line.value.location)
            names = self._expand(found, optional=member.optional)
            paths += [self._rules.name(tree.names[each], line.value.location) for each in names]
        return paths

    def _forbid(self, stack: Sequence[Sequence[str]]) -> None:
        for index, lower in enumerate(stack):
            for path in lower:
                for higher in (each for layer in stack[:index] for each in layer):
                    self._rules.forbid(path, higher)


def _line(value: Value) -> _Line:
    text = value.text()
    if _INDEPENDENT in text and _TOGETHER in text:
        message = f"`{text}` in `layers` has both {_INDEPENDENT} and {_TOGETHER}."
        raise value.error(message, "Use one of the two in a layer.")
    mark = _INDEPENDENT if _INDEPENDENT in text else _TOGETHER
    return _Line(value, tuple(_members(value, text.split(mark))), _TOGETHER not in text)


def _members(value: Value, texts: Sequence[str]) -> Iterator[_Member]:
    for text in texts:
        name = text.strip()
        optional = name.startswith("(") and name.endswith(")")
        name = name[1:-1].strip() if optional else name
        if "*" in name:
            raise value.error(f"`{name}` in `layers` has a star.", "Write the names of the layers.")
        expression(value, name)
        yield _Member(name, optional)


def _names(lines: Sequence[_Line]) -> list[str]:
    """Name layers by the last parts of what is in them, or by all parts where these are not different."""
    short = ["-".join(member.name.rpartition(".")[2] for member in line.members) for line in lines]
    long = ["-".join(member.name for member in line.members) for line in lines]
    return short if len(set(short)) == len(short) else long
