"""The first command on a fresh machine: nothing is cached, nothing is installed."""

from __future__ import annotations

from pathlib import Path

from harness import copy_repository


def test_the_first_command(tmp_path: Path) -> None:
    """`./pants lint ::` sets everything up by itself, says each step, ends green, and is quiet the next time."""
    caches = {f"XDG_{kind}_HOME": str(tmp_path / f"the {kind.lower()}") for kind in ("CACHE", "STATE")}
    (tmp_path / "tmp").mkdir()
    own = {"PIP_CACHE_DIR": str(tmp_path / "pip"), "TMPDIR": str(tmp_path / "tmp")}
    repository = copy_repository(tmp_path / "the repository", {**caches, **own})
    try:
        first = repository.pants("lint", "::", timeout=1800).ok()
        second = repository.pants("lint", "::").ok()
    finally:
        repository.close()

    steps = [line for line in first.err.splitlines() if line.startswith("pantstack: ")]
    assert [step.split(" for ")[0] for step in steps] == [
        "pantstack: installing Pants 2.17.1",
        "pantstack: building the command line of PEX 2.1.163 (once)",
        "pantstack: ready; Pants itself starts now, the first time slowly",
    ]
    assert [line for line in second.err.splitlines() if line.startswith("pantstack: ")] == []
    assert repository.changes() == []
