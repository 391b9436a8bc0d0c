"""How often Python looks for cyclic garbage while a service runs."""

import gc
from typing import Final

# Some dozen requests in flight have more objects than the 700 after which Python looks by default, and it would find
# nothing among them, every few requests: requests leave no cycles behind.
YOUNG_OBJECTS: Final = 10_000


def collect_less_often() -> None:
    """Let more objects come into being before Python looks for garbage, unless that is off or rarer already.

    What there is by now stays as long as the service runs, and is left out.
    """
    gc.freeze()
    young, *older = gc.get_threshold()
    if 0 < young < YOUNG_OBJECTS:
        gc.set_threshold(YOUNG_OBJECTS, *older)


def collect_everything_again() -> None:
    """Leave nothing out any more, for a process that goes on after its service, as that of tests does."""
    gc.unfreeze()
