"""BUILD files that Pants could not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Optional

from pantstack.catalogue.core.model import Place, Problem

_PLACE = re.compile(r"(?P<path>[\w./-]*BUILD(?:\.\w+)?)(?:, line |:)(?P<line>\d+)")
_NOISE = re.compile(r"^(\d+ Exceptions? encountered:|Engine traceback:|\s*in .*|\s*\.\.|Traceback .*|\s*File .*|)$")


def problems(texts: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """The BUILD files that are no Python, sorted by path.

    Args:
        texts: contents by path.
    """
    found = (_problem(path, content) for path, content in sorted(texts.items()))
    return tuple(each for each in found if each is not None)


def _problem(path: str, content: bytes) -> Optional[Problem]:
    try:
        compile(content, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        why = getattr(error, "msg", None) or str(error) or type(error).__name__
        return Problem(Place(path, line), f"This BUILD file cannot be read: {why}.", "Correct it there.")
    return None


def worded(error: str) -> str:
    """What Pants says of a BUILD file, without the way its engine took: one line what is wrong, one what to do."""
    lines = [line.strip() for line in error.splitlines() if not _NOISE.match(line)]
    place = _PLACE.search(error)
    fact = " ".join(lines) or "the BUILD files cannot be read."
    fact = re.sub(r"^\w+(Error|Exception): ", "", fact)
    where = f"{place['path']}:{place['line']} " if place and not fact.startswith(place["path"]) else ""
    return f"{where}{fact}\n  Correct the declaration, then validate again."
