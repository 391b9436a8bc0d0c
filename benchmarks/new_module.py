"""Times `new-module` against a goal that does nothing, both warm, in repositories of few and of many modules.

Run it as `build-support/test --benchmark new_module`.
A run is a dry one, which does all but write: a write changes pants.toml, after which Pants starts anew.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from harness import Repository, copy_repository

NUMBERS = (10, 1000)
RUNS = 5
EMPTY = ("roots",)
REGISTERS = ("pants.toml", "compose.yaml", "docs/modules.md")
NEW = ("new-module", "--dry-run", "--name=newest")


def modules(number: int, texts: Mapping[str, str]) -> dict[str, str]:
    """The files of small modules, each with a facade, three resolves and entries in registers, in a chain of uses.

    Args:
        texts: the registers, `REGISTERS`, as they are.
    """
    files: dict[str, str] = {}
    resolves, services, rows = [], [], []
    # What a living module has there is what all have.
    service = texts["compose.yaml"][texts["compose.yaml"].index("\n  orders:\n") :].split("\n\n")[0]
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
        services.append(f"{service.rstrip()}\n".replace("ORDERS", f"M{place}").replace("orders", f"m{place}"))
        rows.append(f"| [m{place}](../{path}) | x | | {20000 + place} |\n")
    added = "".join(resolves)
    files["pants.toml"] = texts["pants.toml"].replace("[python.resolves]\n", f"[python.resolves]\n{added}")
    files["compose.yaml"] = texts["compose.yaml"] + "".join(services)
    files["docs/modules.md"] = texts["docs/modules.md"] + "".join(rows)
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
        texts = {path: repository.read(path) for path in REGISTERS}
        print("modules   empty goal   new-module   adds")
        for number in NUMBERS:
            with repository.planted(modules(number, texts)):
                for command in (EMPTY, NEW):
                    repository.pants(*command).ok()
                # In turn, since other work on the machine is the same for both then.
                pairs = [(seconds(repository, EMPTY), seconds(repository, NEW)) for _ in range(RUNS)]
                empty, new = (statistics.median(column) for column in zip(*pairs))
                print(f"{number:7} {empty:11.2f}s {new:11.2f}s {new - empty:5.2f}s")
        repository.close()


if __name__ == "__main__":
    main()
