"""When the collector of garbage looks for cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collections() -> Iterator[None]:
    """Let nothing be looked for meanwhile: nearly all of what a check makes is kept.

    The collector would look through everything there is again and again, which in a daemon is a lot. Where two overlap,
    the first to end lets it go on.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
