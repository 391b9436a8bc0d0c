"""What ends a deploy before it begins."""

from __future__ import annotations


class DeployError(Exception):
    """Wrong usage or configuration: the text says what is wrong and, on its last line, what to do."""


class RedError(Exception):
    """A gate is red: the text says which, and on its last line what to do."""
