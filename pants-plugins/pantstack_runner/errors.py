"""What ends a run in words instead of a traceback."""

from __future__ import annotations


class UsageError(Exception):
    """Wrong usage or configuration: exit code 2."""


class FailedError(Exception):
    """The action failed: exit code 1."""


class GatesWantedError(Exception):
    """What is to be deployed is of the commit at hand, and wants gates that nobody judged yet."""
