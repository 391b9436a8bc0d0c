"""Measures the checker inside Pants against Pants' own floor: the same goal on the same files, the checker skipped."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.checker.measuring.commands import Cost, median, run
from benchmarks.checker.report.figures import CHECKED, FLOOR, LIST, PantsRow
from benchmarks.checker.scenarios import COLD, EDIT, SCENARIOS, WARM
from benchmarks.checker.tools import readers
from benchmarks.checker.tools.configurations import PANTS_VERSION
from benchmarks.checker.tools.environments import pants_home
from benchmarks.checker.trees.model import Manifest

COMMANDS = {
    LIST: ("list", "::"),
    FLOOR: ("--pantstack-lint-skip", "lint", "--only=pantstack", "::"),
    CHECKED: ("lint", "--only=pantstack", "::"),
}
# A cold run of Pants takes long, and no two take the same time.
_TURNS = 3
_FINDING = re.compile(rf"^(\S+):(\d+):\d+ {readers.CODE} ", re.MULTILINE)
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
        """Measure each command with a daemon of its own: cold, then several times again, and after edits.

        All that is done several times, in turn, so that other work on the machine is the same for each.
        """
        costs: dict[tuple[str, str], list[Cost]] = {(name, each): [] for name in COMMANDS for each in SCENARIOS}
        edits = itertools.count(1)
        for name, arguments in [*COMMANDS.items()] * _TURNS:
            self._forget()
            try:
                costs[name, COLD].append(self._run(arguments))
                costs[name, WARM] += [self._run(arguments) for _ in range(runs)]
                costs[name, EDIT] += [self._after_edit(next(edits), arguments) for _ in range(runs)]
            finally:
                self._edited.write_text(self._clean, encoding="utf-8")
                self._end_daemon()
        yield from (PantsRow(name, scenario, median(found)) for (name, scenario), found in costs.items())

    @property
    def _edited(self) -> Path:
        return self.folder / self.manifest.edited

    @cached_property
    def _clean(self) -> str:
        return self._edited.read_text(encoding="utf-8")

    def _after_edit(self, number: int, arguments: Sequence[str]) -> Cost:
        """Run Pants after an edit that there was not before."""
        line = self.manifest.edit.replace("edited", f"edited_{number}")
        self._edited.write_text(f"{self._clean}\n\n{line}", encoding="utf-8")
        return self._run(arguments)

    def _run(self, arguments: Sequence[str]) -> Cost:
        """Run Pants as its launcher does; what its daemon took counts too.

        Raises:
            RuntimeError: if it ended otherwise than it should, or found anything else than what was planted.
        """
        before = self._daemon_seconds()
        cost = run(_pants(self.folder / "store", arguments), self.folder, self.scratch)
        checks = arguments == COMMANDS[CHECKED]
        planted = {(each.path, str(each.line)) for each in self.manifest.planted} if checks else set()
        if cost.code != int(checks) or set(_FINDING.findall(cost.errors)) != planted:
            raise RuntimeError(f"Pants ended with {cost.code}, not as expected.\n{cost.errors[-2000:]}")
        spent = self._daemon_seconds() - before
        peak = self._daemon_megabytes()
        return Cost(cost.cpu + spent, cost.wall, peak, peak)

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
    # What a shell of developers may have set; without compiled files each daemon compiles the backend again.
    cleared = ("-u", "PYTHONPATH", "-u", "VIRTUAL_ENV", "-u", "PYTHONDONTWRITEBYTECODE")
    return ("env", *cleared, *variables, str(home / "native_client"), *arguments)
