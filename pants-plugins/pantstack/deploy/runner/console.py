"""What the runner prints: one line a step, plain text."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """Print a line at once.

    Args:
        line: the text.
    """
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print an error at once.

    Args:
        text: the text, one or more lines.
    """
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
