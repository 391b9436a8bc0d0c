"""Where services stand in the text of a compose file: its YAML is read, and its lines are edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Callable, Final

import yaml

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation

PATHS: Final = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
# They have no types of their own.
_FAST: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMPOSE: Final[Callable[..., yaml.Node]] = yaml.compose
_PARSE: Final[Callable[..., Iterator[yaml.Event]]] = yaml.parse


@dataclass(frozen=True)
class Scalar:
    """A text in a compose file, from one index of the file's text to another.

    Attributes:
        keys: of the mappings around it; a list has its index.
        is_key: whether it is a key itself.
    """

    value: str
    start: int
    end: int
    line: int
    keys: tuple[str, ...]
    is_key: bool = False


@dataclass(frozen=True)
class Services:
    """The services of a compose file.

    Attributes:
        lines: the range of lines of each service, comments above it left out; the key of `services` at "".
        indent: of their names.
        end: the line before which the next one is written.
        scalars: all texts within them.
    """

    lines: dict[str, range]
    indent: int
    end: int
    scalars: tuple[Scalar, ...]


def read(text: str) -> Services:
    """Find the services.

    Raises:
        UserError: if the file is not YAML, or its services are not written as a block.
    """
    root = _composed(text)
    if root is not None and (not isinstance(root, yaml.MappingNode) or root.flow_style):
        raise error(0, "This is not a compose file: it has no keys at the start of its lines")
    found = [(key, value) for key, value in (root.value if root else ()) if key.value == "services"]
    if len(found) > 1:
        raise error(found[1][0].start_mark.line, "`services` stands here twice")
    return _services(text, *found[0]) if found else Services({}, 2, len(text.splitlines()), ())


def _composed(text: str) -> yaml.Node:
    try:
        return _COMPOSE(text, Loader=yaml.SafeLoader)
    except RecursionError as reason:
        raise error(0, "This is nested too deeply") from reason
    except yaml.YAMLError as reason:
        mark = getattr(reason, "problem_mark", None)
        parts = [getattr(reason, name, None) for name in ("context", "problem")]
        why = ", ".join(filter(None, parts)) or "it has characters that YAML forbids"
        raise error(mark.line if mark else 0, f"This is not YAML: {why}") from reason


def _services(text: str, key: yaml.Node, value: yaml.Node) -> Services:
    lines = text.splitlines()
    first: int = key.start_mark.line
    known = {"": range(first, first + 1)}
    if isinstance(value, yaml.ScalarNode) and not value.value and value.tag.endswith(":null"):
        return Services(known, 2, first + 1, ())
    if not isinstance(value, yaml.MappingNode) or value.flow_style or value.start_mark.line == first:
        raise error(first, "`services` is not a block of lines, each name on one of its own")
    # An alias stands for what is elsewhere, with the marks of that.
    if value.start_mark.index < key.end_mark.index:
        raise error(first, "`services` is an alias")
    indent = value.start_mark.column
    starts = [each.start_mark.line for each, _ in value.value]
    end = _end(lines, value.end_mark.line + (1 if value.end_mark.column else 0), indent)
    for (each, _), start, after in zip(value.value, starts, [*starts[1:], end]):
        if str(each.value) in known:
            raise error(start, f"`{each.value}` stands here twice")
        known[str(each.value)] = range(start, _end(lines, after, indent))
    return Services(known, indent, end, tuple(_scalars(value, (), key.end_mark.index)))


def _end(lines: list[str], end: int, indent: int) -> int:
    """Return where something ends, before blank lines and comments that belong to what follows."""
    while end and _is_between(lines[end - 1], indent):
        end -= 1
    return end


def _is_between(line: str, indent: int) -> bool:
    words = line.lstrip(" ")
    return not words or (words.startswith("#") and len(line) - len(words) <= indent)


def _scalars(node: yaml.Node, keys: tuple[str, ...], after: int) -> Iterator[Scalar]:
    """Yield the texts below a node in their order; an alias has none of its own."""
    if node.start_mark.index < after:
        return
    if isinstance(node, yaml.ScalarNode):
        yield Scalar(node.value, node.start_mark.index, node.end_mark.index, node.start_mark.line, keys)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _scalars(item, (*keys, str(number)), node.start_mark.index)
    else:
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                marks = key.start_mark, key.end_mark
                yield Scalar(key.value, marks[0].index, marks[1].index, marks[0].line, keys, is_key=True)
                yield from _scalars(value, (*keys, key.value), marks[1].index)


def events(text: str) -> list[str]:
    """Return what YAML reads in a text, one after another; no alias is followed."""
    return [_event(event) for event in _PARSE(text, Loader=_FAST)]


def _event(event: yaml.Event) -> str:
    parts = (type(event).__name__, *(getattr(event, name, None) for name in ("anchor", "tag", "value")))
    return repr(parts)


def error(line: int, reason: str) -> UserError:
    """Write an error about a line of a compose file, counted from 0."""
    return UserError(f"{reason}; nothing was written.", "Correct it there first.", SourceLocation(PATHS[0], line + 1))
