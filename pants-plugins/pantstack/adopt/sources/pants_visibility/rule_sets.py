"""Reads the rules of Pants' visibility backend, as BUILD files have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final, Literal, Optional

from tree_sitter import Node

from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import TEST_FILES, joined, matches, parent, relative
from pantstack.buildfiles.nodes import entries, line_of, plain, without_parentheses
from pantstack.buildfiles.parse import BuildFile, Call
from pantstack.syntax.source import text_of

Action = Literal["allow", "deny", "warn"]
_ACTIONS: Final[Mapping[str, Action]] = {"!": "deny", "?": "warn"}
_SPEC = re.compile(r"<(?P<type>[^>]*)>|\[(?P<path>[^]:]*)(?::(?P<name>[^]]*))?\]|\((?P<tags>[^)]*)\)")


class UnreadableError(Exception):
    """What cannot be carried over, with the line that has it."""

    def __init__(self, line: int, why: str) -> None:
        """Keep both."""
        super().__init__(line, why)
        self.line, self.why = line, why


@dataclass(frozen=True)
class Target:
    """What a selector or a rule matches: targets by type and path; None for any.

    Attributes:
        glob: as it is written.
        base: the directory of the BUILD file.
    """

    type: Optional[str]
    glob: Optional[str]
    base: str

    def matches(self, path: str, user: str) -> bool:
        """Return whether it matches a file.

        Args:
            user: the file whose rules these are, from whose directory `./` counts.
        """
        return (self.type is None or fnmatchcase(_type_of(path), self.type)) and (
            self.glob is None or _matches(self.glob, self.base, path, user)
        )

    @property
    def directory(self) -> Optional[str]:
        """The directory or file that its glob names without a star, from the root; None where it names none."""
        glob = (self.glob or "").removesuffix("/**")
        if not glob or "*" in glob or glob.startswith("."):
            return None
        if glob.startswith("//"):
            return glob[2:]
        return joined(self.base, glob[1:]) if glob.startswith("/") else glob


@dataclass(frozen=True)
class Rule:
    """What is decided for the files on the other end."""

    action: Action
    target: Target
    location: SourceLocation


@dataclass(frozen=True)
class RuleSet:
    """The rules for what one of the selectors matches: the first that matches decides."""

    selectors: tuple[Target, ...]
    rules: tuple[Rule, ...]

    @property
    def is_relative(self) -> bool:
        """Whether what is decided depends on the directory of the file whose rules these are."""
        return any((rule.target.glob or "").startswith(".") for rule in self.rules)

    def action(self, path: str, user: str) -> Action:
        """Return what is decided for a file on the other end; without a rule Pants refuses it."""
        return next((rule.action for rule in self.rules if rule.target.matches(path, user)), "deny")


@dataclass(frozen=True)
class Rules:
    """One call.

    Attributes:
        sets: the first whose selector matches a file decides about it.
        extend: whether those of the directory above come after them.
    """

    directory: str
    location: SourceLocation
    sets: tuple[RuleSet, ...]
    extend: bool

    def of(self, path: str) -> Optional[RuleSet]:
        """Return the set that decides about a file."""
        return next((each for each in self.sets if any(one.matches(path, path) for one in each.selectors)), None)


def read_call(build: BuildFile, call: Call) -> Rules:
    """Read one call.

    Raises:
        UnreadableError: if something in it is computed, or cannot be known of a file.
    """
    sets: list[RuleSet] = []
    extend = False
    for argument in entries(call.node.child_by_field_name("arguments") or call.node):
        if argument.type == "keyword_argument":
            extend = text_of(argument.child_by_field_name("value")) == "True"
            continue
        parts = _elements(without_parentheses(argument))
        if len(parts) < 2:  # noqa: PLR2004  a selector and a rule
            raise UnreadableError(line_of(argument), "it is not a selector with rules")
        selectors = tuple(_target(*each, build.directory) for each in _flat(parts[0]))
        rules = tuple(_rule(build, *each) for part in parts[1:] for each in _flat(part))
        sets.append(RuleSet(selectors, rules))
    return Rules(build.directory, SourceLocation(build.path, call.line), tuple(sets), extend)


def _elements(node: Node) -> list[Node]:
    if node.type not in ("tuple", "list"):
        raise UnreadableError(line_of(node), f"`{text_of(node)}` is computed")
    return entries(node)


def _flat(node: Node) -> Iterator[tuple[int, Any]]:
    """List what is in nested tuples and lists: texts and dictionaries, with their lines."""
    node = without_parentheses(node)
    if node.type in ("tuple", "list"):
        for each in entries(node):
            yield from _flat(each)
    elif node.type == "identifier":
        yield line_of(node), {"type": text_of(node)}
    elif node.type == "dictionary":
        yield line_of(node), dict(_pair(pair) for pair in entries(node))
    else:
        text = plain(node)
        if text is None:
            raise UnreadableError(line_of(node), f"`{text_of(node)}` is computed")
        yield line_of(node), text


def _pair(pair: Node) -> tuple[str, Any]:
    key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
    name = plain(key) if key is not None else None
    if name is None or value is None:
        raise UnreadableError(line_of(pair), f"`{text_of(pair)}` is computed")
    if name == "tags":
        return name, text_of(value)
    text = text_of(value) if value.type == "identifier" else plain(value)
    if text is None:
        raise UnreadableError(line_of(pair), f"`{text_of(pair)}` is computed")
    return name, text


def _rule(build: BuildFile, line: int, spec: Any) -> Rule:  # noqa: ANN401  a text or a dictionary
    action: Action = "allow"
    if isinstance(spec, str):
        action = _ACTIONS.get(spec[:1], "allow")
        spec = spec[1:] if action != "allow" else spec
    elif "action" in spec:
        action = _ACTIONS.get({"deny": "!", "warn": "?"}.get(spec.pop("action"), ""), "allow")
    return Rule(action, _target(line, spec, build.directory), SourceLocation(build.path, line))


def _target(line: int, spec: Any, base: str) -> Target:  # noqa: ANN401  a text or a dictionary
    parts = _parts(spec) if isinstance(spec, str) else spec
    for key in ("tags", "name"):
        if parts.get(key):
            raise UnreadableError(line, f"a file has no {key}, and a module is made of files")
    if not parts.get("type") and not parts.get("path"):
        raise UnreadableError(line, "it matches nothing")
    return Target(parts.get("type"), parts.get("path"), base)


def _parts(spec: str) -> dict[str, str]:
    """Split the short form of a target: `<type>[path:name](tags)`, or a path alone."""
    if spec[:1].isalnum() or spec[:1] in tuple("_.:/*"):
        path, _, name = spec.partition(":")
        return {"path": path, "name": name}
    found = (match.groupdict() for match in _SPEC.finditer(spec))
    return {key: value for each in found for key, value in each.items() if value is not None}


def is_test(path: str) -> bool:
    """Return whether a file is one of tests, by the names that Pants' own defaults have for them."""
    return matches(TEST_FILES, path.rpartition("/")[2])


def _type_of(path: str) -> str:
    """Return the type of the target that owns a file, if Pants' own defaults decide about that."""
    tests = "python_test_utils" if path.endswith(("/conftest.py", ".pyi")) else "python_tests"
    return tests if is_test(path) else "python_sources"


def _matches(glob: str, base: str, path: str, user: str) -> bool:
    """Return whether a glob matches a path, by where it is anchored."""
    if glob.startswith("//"):
        return _expression(glob[2:]).fullmatch(path) is not None
    if glob.startswith("/"):
        return _expression(joined(base, glob[1:])).fullmatch(path) is not None
    if re.match(r"\.+(/|$)", glob):
        folder = parent(user)
        while glob.startswith("../"):
            folder, glob = parent(folder), glob[3:]
        inside = path.startswith(f"{folder}/") if folder else True
        return inside and _expression(glob.removeprefix("./")).fullmatch(relative(folder, path)) is not None
    floating = "(?:.*/)?" if glob[:1].isalnum() else ".*"
    return re.fullmatch(floating + _expression(glob).pattern, path) is not None


@cache
def _expression(glob: str) -> re.Pattern[str]:
    pieces: Sequence[str] = re.findall(r"/\*\*|\*\*/|\*\*|\*|[^*/]+|/", glob)
    special = {"/**": "(?:/.*)?", "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return re.compile("".join(special.get(piece, re.escape(piece)) for piece in pieces))
