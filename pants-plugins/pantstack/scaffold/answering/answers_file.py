"""Reads a file of answers, in the shape of ../schema/answers-1.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pantstack.base.errors import Parsed, UserError
from pantstack.declarations.suggestions import suggestion
from pantstack.scaffold.wanted import Wanted
from pantstack.text.escaping import escape, excerpt

SCHEMA: Final = Path(__file__).parents[1] / "schema/answers-1.json"
MAX_SIZE: Final = 1024 * 1024
_HELP: Final = "Write a JSON object of answers; docs/new-module.md has an example."
# What the types of the schema are in Python, and in words.
_TYPES: Final = {
    "string": (str, "a text"),
    "integer": (int, "a whole number"),
    "array": (list, "a list"),
    "object": (dict, "an object"),
}

# The keys and indices that lead to a value.
_Place = tuple[str, ...]


def read(path: Path, label: str) -> Parsed[Wanted]:
    """Read a file of answers; what is wrong is left out of the value.

    Args:
        label: what the file is called in messages.
    """
    try:
        document = json.loads(_text(path), object_pairs_hook=_without_twins)
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else _reason(error)
        return Parsed(Wanted(), (UserError(f"Cannot read the answers in `{excerpt(label)}`: {reason}.", _HELP),))
    return parse(document, label)


def parse(document: object, label: str) -> Parsed[Wanted]:
    """Check answers against the schema, all of them; those that break it are left out of the value."""
    wrong = dict(_mistakes(document, _schema(), ()))
    errors = tuple(UserError(f"{excerpt(label)}: {message}.", help) for message, help in wrong.values())
    if not isinstance(document, dict):
        return Parsed(Wanted(), errors)
    right = {key: value for key, value in document.items() if not any(place[:1] == (key,) for place in wrong)}
    texts = {key: right[key] for key in ("description", "owner") if key in right}
    return Parsed(
        Wanted(
            right.get("name", ""),
            right.get("kind", ""),
            right.get("layer", ""),
            right.get("port", 0),
            {**texts, **right.get("answers", {})},
            tuple(right.get("uses", ())),
            right.get("resolve", ""),
        ),
        errors,
    )


def _mistakes(value: object, schema: Mapping[str, Any], place: _Place) -> Iterator[tuple[_Place, tuple[str, str]]]:
    """Find where a schema of the words that ours uses is broken, with what is wrong and what to do."""
    expected, noun = _TYPES[schema["type"]]
    # To Python, a boolean is a number.
    if not isinstance(value, expected) or isinstance(value, bool):
        yield place, (f"`{_dotted(place)}` must be {noun}" if place else "the answers must be an object", _HELP)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _mistakes(item, schema["items"], (*place, str(number)))
    elif isinstance(value, dict):
        known, others = schema.get("properties", {}), schema["additionalProperties"]
        for key, item in value.items():
            if key in known or others:
                yield from _mistakes(item, known.get(key, others), (*place, key))
            else:
                listed = ", ".join(name for name in known if not name.startswith("$"))
                help = suggestion(key, known, f"The keys are: {listed}.")
                yield (*place, key), (f"`{_dotted((*place, key))}` is not a key", help)


def _dotted(place: _Place) -> str:
    return ".".join(map(excerpt, place))


@lru_cache(maxsize=1)
def _schema() -> Mapping[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


def _text(path: Path) -> str:
    if not path.is_file():
        raise ValueError("it is not a file" if path.exists() else "there is no such file")
    if path.stat().st_size > MAX_SIZE:
        raise ValueError(f"it has {path.stat().st_size:,} bytes; at most {MAX_SIZE:,} are allowed")
    return path.read_bytes().decode("utf-8")


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    twins = [key for key in keys if keys.count(key) > 1]
    if twins:
        raise ValueError(f"it has `{excerpt(twins[0])}` twice")
    return dict(pairs)


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 (byte {error.start + 1})"
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else escape(str(error))
