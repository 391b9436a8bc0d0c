"""Measures commands, each in a process of its own that waits for nothing else."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# No command is waited for longer.
MOST_SECONDS = 600
CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True)
class Cost:
    """What running a command cost.

    Attributes:
        cpu: seconds, of the command and everything that it waited for.
        wall: seconds.
        largest: peak memory of its largest process, in MB.
        together: peak memory of all its processes, in MB, what they share counted once; 0 where nobody looked.
        code: its exit code.
        output: what it printed.
        errors: what it printed to the standard error.
    """

    cpu: float
    wall: float
    largest: float
    together: float
    code: int = 0
    output: str = ""
    errors: str = ""


class TooSlowError(Exception):
    """A command took longer than it may."""


def run(
    command: Sequence[str], cwd: Path, scratch: Path, *, sample: bool = False, seconds: float = MOST_SECONDS
) -> Cost:
    """Run a command.

    Args:
        scratch: a folder for its output.
        sample: whether to look at the memory of all processes again and again, which takes time of its own.
        seconds: that it may take.

    Raises:
        TooSlowError: if it takes longer.
    """
    output = scratch / "output"
    argv = (sys.executable, "-I", "-S", str(CHILD), "--sample" if sample else "--plain", str(output), *command)
    with subprocess.Popen(argv, cwd=cwd, stdout=subprocess.PIPE, text=True) as process:
        try:
            printed, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.communicate()
            raise TooSlowError(f"more than {seconds:.0f} s") from None
    cost = json.loads(printed)
    files = (output, Path(f"{output}.err"))
    printed, errors = (file.read_text(encoding="utf-8", errors="replace") for file in files)
    megabytes = {name: cost[name] / 1024 for name in ("largest", "together")}
    return Cost(cost["cpu"], cost["wall"], **megabytes, code=cost["code"], output=printed, errors=errors)


def median(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several runs; of memory, the most."""
    return Cost(
        statistics.median(each.cpu for each in costs),
        statistics.median(each.wall for each in costs),
        max(each.largest for each in costs),
        max(each.together for each in costs),
    )


def load() -> str:
    """Return the load average of the machine, which says how far to trust what was measured meanwhile."""
    return " ".join(f"{each:.1f}" for each in os.getloadavg())
