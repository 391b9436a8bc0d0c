"""Measures the checker inside Pants against Pants' own floor: the same goal on the same files, the checker skipped."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.checker.measuring.commands import Cost, run
from benchmarks.checker.report.figures import CHECKED, FLOOR, LIST, PantsRow
from benchmarks.checker.scenarios import COLD, EDIT, SCENARIOS
from benchmarks.checker.tools.configurations import PANTS_VERSION
from benchmarks.checker.tools.environments import pants_home
from benchmarks.checker.trees.model import Manifest

COMMANDS = {
    LIST: ("list", "::"),
    FLOOR: ("--pantstack-lint-skip", "lint", "--only=pantstack", "::"),
    CHECKED: ("lint", "--only=pantstack", "::"),
}
_TICKS = os.sysconf("SC_CLK_TCK")
# What a daemon and its runs leave in a repository.
_LEFT = (".pids", ".pants.d", ".pantstack", "store")


@dataclass(frozen=True)
class PantsTree:
    """A tree in which Pants is run.

    Attributes:
        scratch: a folder for what it prints.
    """

    folder: Path
    manifest: Manifest
    scratch: Path

    def rows(self, runs: int) -> Iterator[PantsRow]:
        """Measure each command with a daemon of its own: once cold, then several times again, and after edits."""
        clean = (self.folder / self.manifest.edited).read_text(encoding="utf-8")
        edited = self.folder / self.manifest.edited
        for name, arguments in COMMANDS.items():
            self._forget()
            try:
                costs = {COLD: [self._run(arguments)]}
                for scenario in SCENARIOS[1:]:
                    costs[scenario] = []
                    for number in range(runs):
                        if scenario == EDIT:
                            line = self.manifest.edit.replace("edited", f"edited_{number}")
                            edited.write_text(f"{clean}\n\n{line}", encoding="utf-8")
                        costs[scenario].append(self._run(arguments))
            finally:
                edited.write_text(clean, encoding="utf-8")
                self._end_daemon()
            yield from (PantsRow(name, scenario, _median(found)) for scenario, found in costs.items())

    def _run(self, arguments: Sequence[str]) -> Cost:
        """Run Pants as its launcher does; what its daemon took counts too.

        Raises:
            RuntimeError: if it ended otherwise than it should.
        """
        before = self._daemon_seconds()
        cost = run(_pants(self.folder / "store", arguments), self.folder, self.scratch)
        expected = 1 if arguments == COMMANDS[CHECKED] else 0
        if cost.code != expected:
            raise RuntimeError(f"Pants ended with {cost.code}, not with {expected}.\n{cost.output[-2000:]}")
        spent = self._daemon_seconds() - before
        peak = self._daemon_megabytes()
        return Cost(cost.cpu + spent, cost.wall, peak, peak, cost.code, cost.output)

    def _daemon(self) -> int:
        """The process id of the daemon; 0 if there is none."""
        for file in self.folder.glob(".pids/*/pantsd/pid"):
            return int(file.read_text(encoding="utf-8").split()[0])
        return 0

    def _daemon_seconds(self) -> float:
        pid = self._daemon()
        if not pid or not Path(f"/proc/{pid}").exists():
            return 0.0
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        # Of itself and of its children, in user and system mode.
        return sum(map(int, fields[11:15])) / _TICKS

    def _daemon_megabytes(self) -> float:
        status = Path(f"/proc/{self._daemon()}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024

    def _forget(self) -> None:
        """Remove the daemon and everything that it remembers."""
        self._end_daemon()
        for name in _LEFT:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def _end_daemon(self) -> None:
        pid = self._daemon()
        with contextlib.suppress(ProcessLookupError):
            while pid:
                os.kill(pid, signal.SIGTERM)
                time.sleep(0.1)


def _pants(store: Path, arguments: Sequence[str]) -> tuple[str, ...]:
    """The command line of Pants itself, without its launcher, which stands in the repository and not in the tree."""
    home = pants_home(PANTS_VERSION)
    variables = (
        f"PANTS_VERSION={PANTS_VERSION}",
        "PANTS_BIN_NAME=./pants",
        "NO_SCIE_WARNING=1",
        f"PANTS_LOCAL_STORE_DIR={store}",
        f"_PANTS_SERVER_EXE={home / 'venv/bin/pants'}",
    )
    cleared = ("-u", "PYTHONPATH", "-u", "VIRTUAL_ENV")
    return ("env", *cleared, *variables, str(home / "native_client"), *arguments)


def _median(costs: Sequence[Cost]) -> Cost:
    """The medians; of the daemon's memory what it came to in the end."""
    memory = costs[-1].largest
    return Cost(
        statistics.median(each.cpu for each in costs), statistics.median(each.wall for each in costs), memory, memory
    )
