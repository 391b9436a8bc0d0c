"""Times `new-module` against a goal that does nothing, both warm, in repositories of few and of many modules.

Run it as `build-support/test --benchmark new_module`.
A run is a dry one, which does all but write: a write changes pants.toml, after which Pants starts anew.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from harness import Repository, copy_repository

NUMBERS = (10, 1000)
RUNS = 5
EMPTY = ("roots",)
NEW = ("new-module", "--dry-run", "--name=newest")


def modules(number: int, toml: str) -> dict[str, str]:
    """The files of small modules, each with a facade and three resolves, of which each uses the one before it."""
    files: dict[str, str] = {}
    resolves = []
    for place in range(number):
        path, before = f"modules/m{place}", f"modules/m{place - 1}"
        uses = f'depends_on=["{before}"], ' if place else ""
        files[f"{path}/BUILD"] = (
            f'pantstack_module(description="x", layer="domain", {uses}public=["api.py"])\n'
            'python_sources(name="lib", resolve="stack")\n'
        )
        files[f"{path}/__init__.py"] = ""
        files[f"{path}/api.py"] = f"from {before.replace('/', '.')}.api import one\n" if place else "one = 1\n"
        resolves += [f'm{place}_{kind} = "3rdparty/python/lockfiles/stack.lock"\n' for kind in ("one", "two", "more")]
    files["pants.toml"] = toml.replace("[python.resolves]\n", f"[python.resolves]\n{''.join(resolves)}")
    return files


def seconds(repository: Repository, command: tuple[str, ...]) -> float:
    """How long a command takes."""
    start = time.perf_counter()
    repository.pants(*command).ok()
    return time.perf_counter() - start


def main() -> None:
    """Print one row a number of modules."""
    with tempfile.TemporaryDirectory() as folder:
        repository = copy_repository(Path(folder) / "the repository")
        toml = repository.read("pants.toml")
        print("modules   empty goal   new-module   adds")
        for number in NUMBERS:
            with repository.planted(modules(number, toml)):
                for command in (EMPTY, NEW):
                    repository.pants(*command).ok()
                # In turn, since other work on the machine is the same for both then.
                pairs = [(seconds(repository, EMPTY), seconds(repository, NEW)) for _ in range(RUNS)]
                empty, new = (statistics.median(column) for column in zip(*pairs))
                print(f"{number:7} {empty:11.2f}s {new:11.2f}s {new - empty:5.2f}s")
        repository.close()


if __name__ == "__main__":
    main()
