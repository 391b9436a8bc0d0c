"""The checker and its rivals, as they are run."""

from __future__ import annotations

from pathlib import Path

from benchmarks.checker.tools import readers
from benchmarks.checker.tools.environments import REQUIREMENTS
from benchmarks.checker.tools.model import Tool, executable

OURS = "pantstack check"
TACH = "tach"


def pinned() -> dict[str, str]:
    """The versions of the rivals by name."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("==", 1) for line in lines if "==" in line and not line.startswith("#"))


def ours(environment: Path) -> Tool:
    """Return the checker, as it is installed in an environment."""
    # Outside of the tree, as that of others: a new folder there is a change of it.
    cache = "../pantstack-check"
    command = (executable(environment, "pantstack"), "check", "--format=json", f"--cache-dir={cache}")
    return Tool(OURS, command, readers.pantstack, caches=(cache,))


def rivals(environment: Path) -> tuple[Tool, ...]:
    """Return the rivals, as they are installed in an environment."""
    version = pinned()
    rules = Path(__file__).with_name("pytestarch_rules.py")
    deply = ("analyze", "--config=deply.yaml", "--report-format=json")
    return (
        Tool(f"tach {version['tach']}", (executable(environment, TACH), "check", "--output=json"), readers.tach),
        Tool(
            f"import-linter {version['import-linter']}",
            (executable(environment, "lint-imports"), "--no-logo", "--cache-dir=../import-linter-cache"),
            readers.importlinter,
            caches=("../import-linter-cache",),
        ),
        Tool(
            f"ruff {version['ruff']} analyze graph",
            (executable(environment, "ruff"), "analyze", "graph", "--type-checking-imports"),
            readers.ruff_graph,
            shows="target",
            note="prints the graph of files only; the benchmark decided, which is not counted",
        ),
        Tool(
            f"pytestarch {version['pytestarch']}",
            (executable(environment, "python"), str(rules)),
            readers.pytestarch,
            shows="target",
            is_slow=True,
        ),
        Tool(
            f"deply {version['deply']}",
            (executable(environment, "deply"), *deply),
            readers.deply,
            shows="nothing",
            note="knows layers, not modules: two layers per module; compared by file",
            is_slow=True,
        ),
    )
