"""The user who deploys."""

from __future__ import annotations

import getpass
import os


def user_name() -> str:
    """Return the user's name, or their number where the system has no name for it, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
