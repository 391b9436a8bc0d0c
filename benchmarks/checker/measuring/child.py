"""Runs one command and prints what it cost, as JSON: python child.py (--sample | --plain) OUTPUT COMMAND...

It is a process of its own because the peak memory of a child is never less than that of who started it, and standard
library only for the same reason.
"""

import json
import os
import signal
import sys
import time

# Between two looks at the memory of all processes.
_SAMPLE_SECONDS = 0.005


def descendants(root: int) -> list[int]:
    """Return a process and all that it started which still run."""
    found = [root]
    for pid in found:
        found += children(pid)
    return found


def children(pid: int) -> list[int]:
    """Return the processes that one started; none if it has ended."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208  pathlib takes memory
            with open(f"/proc/{pid}/task/{task}/children") as file:  # noqa: PTH123  as above
                found += map(int, file.read().split())
    except OSError:
        pass
    return found


def proportional_kilobytes(pid: int) -> int:
    """Return a process's memory, with its share of what it shares with others; 0 if it has ended."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:  # noqa: PTH123  as above
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def main(mode: str, output: str, *command: str) -> None:
    """Run it and wait."""
    start = time.perf_counter()
    pid = os.fork()
    if not pid:
        target = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 1)
        os.dup2(os.open(f"{output}.err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        os.execvp(command[0], command)  # noqa: S606  no shell is wanted
    # Who is interrupted ends what it measures.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
    together = 0
    while mode == "--sample":
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            break
        together = max(together, sum(map(proportional_kilobytes, descendants(pid))))
        time.sleep(_SAMPLE_SECONDS)
    else:
        _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    cost = {"cpu": usage.ru_utime + usage.ru_stime, "wall": seconds, "largest": usage.ru_maxrss, "together": together}
    print(json.dumps({**cost, "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
