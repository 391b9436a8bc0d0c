"""Who deploys."""

from __future__ import annotations

import getpass
import os


def user_name() -> str:
    """The user's name; their number where the system knows no name for it, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
