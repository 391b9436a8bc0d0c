"""Times the main commands, warm, against a rival where there is one.

Run it as `build-support/test --benchmark`; no test depends on what it prints.
Every figure is the median of several runs on one machine, rival and product in turn, so compare the ratios.
Memory is the peak of the largest process that the command waited for; Pants' daemon stands in a row of its own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from harness import Repository, copy_repository

from benchmarks.checker.tools.environments import rivals

RUNS = 5
CONTRACT = """\
[importlinter]
root_package = modules
[importlinter:contract:facades]
name = facades
type = forbidden
source_modules = modules.shipping
forbidden_modules = modules.orders.backend.service
allow_indirect_imports = True
"""


# Runs one module's program by Pulumi's own command line, with nothing around it: PLAN MODULE.
BARE = """\
import os, runpy, subprocess, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import grpc
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2_grpc
from pantstack_runner.storage import paths
from pantstack_runner.contract import requests
from pantstack_runner.pulumi import cli, environment
plan = requests.load(Path(sys.argv[1]))
context, module = plan.context, plan.request.module(sys.argv[2])
variables = environment.variables(context, cli.find(paths.cache_folder(), os.environ), os.environ)
sys.path[:0] = variables["PYTHONPATH"].split(os.pathsep)
program = str(context.root / module.infrastructure / "__main__.py")
server = grpc.server(ThreadPoolExecutor(4))
language = LanguageServer(lambda: runpy.run_path(program, run_name="__main__"))
language_pb2_grpc.add_LanguageRuntimeServicer_to_server(language, server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
argv = ("pulumi", "up", "--yes", "--skip-preview", "--refresh", "--non-interactive")
stack = (f"--stack={context.environment.name}", f"--client=127.0.0.1:{port}")
sys.exit(subprocess.run((*argv, *stack), cwd=paths.work_folder(context, module.name), env=variables).returncode)
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


def of_the_runner(root: Path) -> dict[str, Timing]:
    """Our runner and Pulumi alone, in turn, on the stack of a module that was deployed."""
    (runner,) = root.glob(".pantstack/runner/*/runner.pex")
    newest = max(root.glob(".pantstack/plans/*.json"), key=lambda path: path.stat().st_mtime)
    plan = newest.with_name("benchmark.json")
    plan.write_text(json.dumps({**json.loads(newest.read_text(encoding="utf-8")), "force": True}), encoding="utf-8")
    bare = root / ".pantstack" / "bare.py"
    bare.write_text(BARE, encoding="utf-8")
    alone = ("env", "PEX_INTERPRETER=1", str(runner), str(bare), str(plan), "orders")
    turns = [
        (measure(str(runner), str(plan), cwd=root, runs=1), measure(*alone, cwd=root, runs=1)) for _ in range(RUNS)
    ]
    names = ("our runner, a forced deploy", "pulumi up of the same program")
    return {
        name: Timing(statistics.median(each.seconds for each in timings), max(each.megabytes for each in timings))
        for name, timings in zip(names, zip(*turns))
    }


def main() -> None:
    """Print one row a command."""
    with tempfile.TemporaryDirectory() as folder:
        repository = copy_repository(Path(folder) / "the repository")
        (repository.path / ".importlinter").write_text(CONTRACT, encoding="utf-8")
        tools = rivals() / "bin"
        root = repository.path
        rows = {
            "./pants lint --only=pantstack :: (warm)": measure("./pants", "lint", "--only=pantstack", "::", cwd=root),
            "lint-imports (import-linter)": measure(str(tools / "lint-imports"), "--no-cache", cwd=root),
            "./pants lint :: (warm)": measure("./pants", "lint", "::", cwd=root),
            "./pants new-module --dry-run": measure("./pants", "new-module", "--name=billing", "--dry-run", cwd=root),
            "./pants list modules: (Pants' own floor)": measure("./pants", "list", "modules:", cwd=root),
        }
        deploy = ("./pants", "deploy", "modules/orders", "--env=local")
        rows["./pants deploy, nothing changed"] = measure(*deploy, cwd=root, runs=3)
        rows.update(of_the_runner(root))
        rows["the daemon of Pants"] = Timing(0.0, daemon_megabytes(repository))
        repository.close()
    floor = rows["lint-imports (import-linter)"].seconds
    for name, timing in rows.items():
        ratio = f"{timing.seconds / floor:5.2f} x import-linter"
        print(f"{name:45} {timing.seconds:7.2f} s {timing.megabytes:7.0f} MB   {ratio}")

    ours, alone = rows["our runner, a forced deploy"], rows["pulumi up of the same program"]
    print(f"{'overhead of our runner':45} {100 * (ours.seconds / alone.seconds - 1):7.0f} %")


if __name__ == "__main__":
    main()
