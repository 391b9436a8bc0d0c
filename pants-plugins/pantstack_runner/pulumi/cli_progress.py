"""Lines that show that an installation goes on."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Final

from pantstack_runner.console.console import print_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Seconds between two lines.
_PAUSE: Final = 20.0


@contextlib.contextmanager
def reporting(text: Callable[[], str], pause: float = _PAUSE) -> Iterator[None]:
    """Print now and then how far the work inside is, and for how long it has gone on.

    Args:
        text: how far it is.
        pause: seconds between two lines.
    """
    done, began = threading.Event(), time.monotonic()

    def report() -> None:
        while not done.wait(pause):
            print_line(f"pulumi  {text()}, {time.monotonic() - began:.0f} s")

    thread = threading.Thread(target=report, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
