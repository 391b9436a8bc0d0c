"""Environment variables of the runner."""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# These are for the Python that Pants itself runs on.
_OTHERS: Final = ("PEX", "PYTHON", "VIRTUAL_ENV", "__PYVENV")


def of_runner(variables: Mapping[str, str]) -> dict[str, str]:
    """Remove the user's variables that are not for the runner's interpreter, and say where it unpacks itself."""
    kept = {name: value for name, value in variables.items() if not name.startswith(_OTHERS)}
    return {**kept, "PEX_ROOT": os.path.join(cache(variables), "pex")}  # noqa: PTH118 - no file is touched


def cache(variables: Mapping[str, str]) -> str:
    """Return the folder of this user for what all repositories share, as the launcher does."""
    home = variables.get("HOME") or os.path.expanduser("~")  # noqa: PTH111 - the user's variables come first
    base = variables.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")  # noqa: PTH118
    return variables.get("PANTSTACK_CACHE") or os.path.join(base, "pantstack")  # noqa: PTH118
