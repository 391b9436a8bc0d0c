"""Counts how targets and mypy's partitions grow with the number of modules: two dependencies each, as Pants sees them.

Run it as `build-support/test --benchmark growth`.
`growth_test.py`, beside the templates, holds smaller numbers to such figures.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pants-plugins"))

from harness import Repository, copy_repository

from pantstack.scaffold.testing import services

NUMBERS = (4, 10, 50)


def addresses(repository: Repository) -> list[str]:
    """The addresses of all targets; the daemon would start anew after each change of pants.toml."""
    return repository.pants("--no-pantsd", "list", "::").ok().out.splitlines()


def partitions(lines: list[str]) -> int:
    """How many partitions `check` has for targets: one for each resolve; the module's program is in that of all."""
    return len({found[1] for line in lines for found in [re.search(r"resolve=(\w+)", line)] if found} | {"infra"})


def main() -> None:
    """Print one row a number of modules."""
    with tempfile.TemporaryDirectory() as folder:
        repository = copy_repository(Path(folder) / "the repository")
        toml = repository.read("pants.toml")
        before, smaller = 0, 0
        print("modules   all targets   each one more   of one module   its partitions")
        for number in NUMBERS:
            with repository.planted(services(number, toml)):
                everything = addresses(repository)
            one = [line for line in everything if line.startswith(f"modules/service{number // 2}/")]
            more = f"{(len(everything) - before) / (number - smaller):.1f}" if smaller else "-"
            print(f"{number:7} {len(everything):13} {more:>15} {len(one):15} {partitions(one):16}")
            before, smaller = len(everything), number
        repository.close()


if __name__ == "__main__":
    main()
