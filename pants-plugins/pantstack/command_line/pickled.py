"""Objects as bytes, for files of the cache that only this user has written."""

from __future__ import annotations

import pickle
from typing import Any


def pickled(value: object) -> bytes:
    """Return an object as bytes; none where part of it cannot be kept."""
    try:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, RecursionError, TypeError, ValueError):
        return b""


def unpickled(content: bytes) -> Any:  # noqa: ANN401  what was kept
    """Return the object; None where there is none, or code has changed since."""
    try:
        return pickle.loads(content)  # noqa: S301  the cache is whole, of this version, and belongs to this user
    except (
        pickle.UnpicklingError,
        ArithmeticError,
        AttributeError,
        EOFError,
        ImportError,
        LookupError,
        TypeError,
        ValueError,
    ):
        return None
