"""BUILD files that Pants could not read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pantstack.buildfiles.parse import syntax_error
from pantstack.errors import UserError
from pantstack.locations import SourceLocation

_PLACE = re.compile(r"(?P<path>[\w./-]*BUILD(?:\.\w+)?)(?:, line |:)(?P<line>\d+)")
_PARSED = re.compile(r"Failed to parse \./(?P<path>\S+): (?:\w+(?:Error|Exception): )?(?P<fact>.*)")
_NOISE = re.compile(r"^(\d+ Exceptions? encountered:|Engine traceback:|\s*in .*|\s*\.\.|Traceback .*|\s*File .*|)$")


def problems(texts: Mapping[str, bytes]) -> tuple[UserError, ...]:
    """The BUILD files that are not Python, sorted by path.

    Args:
        texts: contents by path.
    """
    errors = ((path, syntax_error(content, path)) for path, content in sorted(texts.items()))
    return tuple(
        UserError(f"This BUILD file cannot be read: {error[1]}.", "Correct it there.", SourceLocation(path, error[0]))
        for path, error in errors
        if error is not None
    )


def worded(error: str, texts: Mapping[str, bytes]) -> str:
    """What Pants says of a BUILD file, without the way its engine took: one line what is wrong, one what to do.

    Args:
        error: Pants' own words.
        texts: the contents of BUILD files by path, for the line.
    """
    lines = [line.strip() for line in error.splitlines() if not _NOISE.match(line)]
    fact = re.sub(r"^\w+(Error|Exception): ", "", " ".join(lines)) or "The BUILD files cannot be read."
    parsed = _PARSED.match(fact)
    place = _PLACE.search(error)
    if parsed:
        path, fact = parsed["path"], parsed["fact"].partition(" If you expect")[0]
        # A newer Pants says the place itself.
        placed = re.match(rf"{re.escape(path)}:(\d+): ", fact)
        line = placed[1] if placed else _line(fact, texts.get(path, b""))
        fact = f"{path}:{line} {fact[placed.end() :] if placed else fact}"
    elif place and not fact.startswith(place["path"]):
        fact = f"{place['path']}:{place['line']} {fact}"
    return f"{fact}\n  Correct what is said there, then validate again."


def _line(fact: str, content: bytes) -> int:
    """The first line with the name that is quoted in what Pants says."""
    name = re.search(r"'(\w+)'", fact)
    lines = content.decode("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if name and name[1] in line), 1)
