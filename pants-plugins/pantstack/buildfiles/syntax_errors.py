"""BUILD files that Pants could not read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.parse import syntax_error

_PLACE = re.compile(r"(?P<path>[\w./-]*BUILD(?:\.\w+)?)(?:, line |:)(?P<line>\d+)")
_PARSED = re.compile(r"Failed to parse \./(?P<path>\S+): (?:\w+(?:Error|Exception): )?(?P<message>.*)")
_NOISE = re.compile(r"^(\d+ Exceptions? encountered:|Engine traceback:|\s*in .*|\s*\.\.|Traceback .*|\s*File .*|)$")


def find_errors(texts: Mapping[str, bytes]) -> tuple[UserError, ...]:
    """Find the BUILD files, given by path, that are not Python, sorted by path."""
    errors = ((path, syntax_error(content, path)) for path, content in sorted(texts.items()))
    return tuple(
        UserError(f"This BUILD file cannot be read: {error[1]}.", "Correct it there.", SourceLocation(path, error[0]))
        for path, error in errors
        if error is not None
    )


def format_error(error: str, texts: Mapping[str, bytes]) -> str:
    """Format Pants' error about BUILD files, given by path, in two lines, without its engine's traceback."""
    lines = [line.strip() for line in error.splitlines() if not _NOISE.match(line)]
    message = re.sub(r"^\w+(Error|Exception): ", "", " ".join(lines)) or "The BUILD files cannot be read."
    parsed = _PARSED.match(message)
    place = _PLACE.search(error)
    if parsed:
        path, message = parsed["path"], parsed["message"].partition(" If you expect")[0]
        # A newer Pants says the place itself.
        placed = re.match(rf"{re.escape(path)}:(\d+): ", message)
        line = placed[1] if placed else _line(message, texts.get(path, b""))
        message = f"{path}:{line} {message[placed.end() :] if placed else message}"
    elif place and not message.startswith(place["path"]):
        message = f"{place['path']}:{place['line']} {message}"
    return f"{message}\n  Correct it there, then run again."


def _line(message: str, content: bytes) -> int:
    """Find the first line with the name that Pants' error quotes."""
    name = re.search(r"'(\w+)'", message)
    lines = content.decode("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if name and name[1] in line), 1)
