"""The command as a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pantstack.command_line.testing import WHOLE

FULL = "pantstack: The result cannot be written: No space left on device.\n  Write it somewhere else.\n"


def command(root: Path, redirected: str) -> tuple[int, str, str]:
    """Check by a shell, and return the exit code and what was printed."""
    program = f"{sys.executable} -m pantstack.command_line.main check {redirected}"
    environment = {"PYTHONPATH": ":".join(sys.path), "XDG_CACHE_HOME": str(root.parent / "cache")}
    done = subprocess.run(program, cwd=root, env=environment, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("redirected", "expected"),
    [
        ("", (1, WHOLE, "")),
        ("> /dev/full", (1, "", FULL)),
        (">&-", (1, "", "")),
        ("--format=github > /dev/null 2>&-", (1, "", "")),
        ("| true", (0, "", "")),
    ],
    ids=["a pipe", "full", "closed", "errors closed", "gone"],
)
def test_where_it_writes(root: Path, redirected: str, expected: tuple[int, str, str]) -> None:
    """Whatever its output is, it prints no traceback, and findings are the exit code."""
    assert command(root, redirected) == expected
