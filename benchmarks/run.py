"""Times the main commands, warm, against a rival where there is one.

Run it as `build-support/test --benchmark`; no test depends on what it prints.
Every figure is the median of several runs on one machine, rival and product in turn, so compare the ratios.
Memory is the peak of the largest process that the command waited for; Pants' daemon stands in a row of its own.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from harness import Repository, copy_repository

RUNS = 5
RIVALS = ("import-linter==2.16", "tach==0.35.3")
CONTRACT = """\
[importlinter]
root_packages = modules
[importlinter:contract:facades]
name = facades
type = forbidden
source_modules = modules.shipping
forbidden_modules = modules.orders.backend.service
allow_indirect_imports = True
"""


@dataclass(frozen=True)
class Timing:
    """What running a command several times cost: seconds (median) and peak memory in MB."""

    seconds: float
    megabytes: float


def measure(*argv: str, cwd: Path, runs: int = RUNS) -> Timing:
    """Run a command several times after one that does not count."""
    seconds, peaks = [], []
    for turn in range(runs + 1):
        start = time.monotonic()
        with subprocess.Popen(argv, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(argv)} ended with {process.returncode}")
        if turn:
            seconds.append(time.monotonic() - start)
            peaks.append(usage.ru_maxrss / 1024)
    return Timing(statistics.median(seconds), max(peaks))


def daemon_megabytes(repository: Repository) -> float:
    """Peak memory of the copy's daemon."""
    for pid_file in repository.path.glob(".pids/**/pid"):
        status = Path(f"/proc/{pid_file.read_text().split()[0]}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    return 0.0


def rivals(folder: Path) -> Path:
    """The bin folder of an environment with the rivals."""
    venv.create(folder / "rivals", with_pip=True)
    python = folder / "rivals/bin/python"
    subprocess.run((str(python), "-m", "pip", "install", "-q", *RIVALS), check=True)
    return python.parent


def main() -> None:
    """Print one row a command."""
    with tempfile.TemporaryDirectory() as folder:
        repository = copy_repository(Path(folder) / "the repository")
        (repository.path / ".importlinter").write_text(CONTRACT, encoding="utf-8")
        tools = rivals(Path(folder))
        root = repository.path
        rows = {
            "./pants lint --only=pantstack :: (warm)": measure("./pants", "lint", "--only=pantstack", "::", cwd=root),
            "lint-imports (import-linter)": measure(str(tools / "lint-imports"), "--no-cache", cwd=root),
            "./pants lint :: (warm)": measure("./pants", "lint", "::", cwd=root),
            "./pants new-module --dry-run": measure("./pants", "new-module", "--name=billing", "--dry-run", cwd=root),
            "./pants --version (Pants' own floor)": measure("./pants", "list", "modules:", cwd=root),
        }
        deploy = ("./pants", "deploy", "modules/orders", "--env=local")
        rows["./pants deploy, nothing changed"] = measure(*deploy, cwd=root, runs=3)
        rows["the daemon of Pants"] = Timing(0.0, daemon_megabytes(repository))
        repository.close()
    floor = rows["lint-imports (import-linter)"].seconds
    for name, timing in rows.items():
        ratio = f"{timing.seconds / floor:5.2f} x import-linter"
        print(f"{name:45} {timing.seconds:7.2f} s {timing.megabytes:7.0f} MB   {ratio}")


if __name__ == "__main__":
    main()
