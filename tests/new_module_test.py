"""`./pants new-module` as a user has it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import Repository, copy_repository
from served import health_of_pex

MODULE = "modules/billing"


@pytest.fixture(name="fresh")
def _fresh(tmp_path: Path) -> Iterator[Repository]:
    """A copy of its own: a new module stays."""
    copy = copy_repository(tmp_path / "the repository")
    yield copy
    copy.close()


def test_rows_2_5_7_101_a_new_module_is_green_at_once(fresh: Repository) -> None:
    """Right after it is made, a module that uses another passes every goal without a lock run, and its PEX serves."""
    made = fresh.pants("new-module", "--name=billing", "--uses=orders").ok()
    assert made.out.splitlines()[0] == "Created the module billing:"
    locks = {path: fresh.read(path) for path in ("3rdparty/python/lockfiles/billing_test.lock",)}

    checked = fresh.pants("lint", "check", "test", "package", "modules/billing::").ok()

    # Its own three resolves, those of its program and of shared libraries, and none of other modules.
    partitions = re.findall(r"^Partition #\d+ - (\w+)", checked.err, re.MULTILINE)
    assert partitions == ["billing_api", "billing_core", "billing_test", "infra", "stack"]
    # A test is named as one would run it again: by its path.
    tests = sorted(path.relative_to(fresh.path).as_posix() for path in (fresh.path / MODULE).rglob("test_*.py"))
    assert len(tests) > 10
    assert sorted(re.findall(r"^✓ (\S+\.py\S*) succeeded in", checked.err, re.MULTILINE)) == tests
    assert {path: fresh.read(path) for path in locks} == locks
    # Nor is there anything left for Pants' own goals that write BUILD files.
    stock = ("--tailor-check", "--update-build-files-check", "tailor", "update-build-files", "modules/billing::")
    assert fresh.pants(*stock).ok().out == ""
    assert health_of_pex(fresh.path / "dist/modules.billing/api.pex") == '{"status":"healthy"}'
    # Its tests cover it, and that is noticed when they are gone.
    fresh.pants("test", "--use-coverage", "modules/billing::").ok()
    for path in tests:
        if "/backend/" in path and not path.endswith("test_service.py"):
            (fresh.path / path).unlink()
    fewer = fresh.pants("test", "--use-coverage", "modules/billing::")
    assert (fewer.code, "Test goal failed due to insufficient coverage" in fewer.err) == (2, True), fewer.text


@pytest.mark.parametrize("name", ["../x", "class", "Orders!", "orders", "", "json", "a b", "$(touch x)", "-x", "é"])
def test_row_05_bad_names(repository: Repository, name: str) -> None:
    """A name that cannot work, or is taken, is refused in words, and nothing is written."""
    ran = repository.pants("new-module", f"--name={name}")

    assert ran.code == (1 if name == "orders" else 2), ran.text
    assert ran.out == ""
    assert len(ran.err.splitlines()) >= 2
    assert "Traceback" not in ran.err
    assert repository.changes() == []


def _module(repository: Repository) -> dict[str, bytes]:
    """What a new module has changed, by path."""
    paths = [line[3:].strip('"') for line in repository.changes()]
    return {path: (repository.path / path).read_bytes() for path in paths}


def test_killed_while_it_writes(fresh: Repository) -> None:
    """After a kill in between, Pants' own retry or the next run has all of the module, as if there had been none."""
    fresh.pants("new-module", "--name=billing").ok()
    whole = _module(fresh)
    fresh.run("git", "clean", "-qfd").ok()
    fresh.run("git", "checkout", "-q", ".").ok()
    first = fresh.path / min(path for path in whole if path != "pants.toml")
    run = subprocess.Popen(
        ("./pants", "new-module", "--name=billing"),
        cwd=fresh.path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # A file more, and it may be too late.
    while not first.exists() and run.poll() is None:
        pass
    # Where it was too late, the daemon has ended: pants.toml has changed.
    for path in fresh.path.glob(".pids/**/pid"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int(path.read_text().split()[0]), signal.SIGKILL)
    run.wait(timeout=900)

    ran = fresh.pants("new-module", "--name=billing").ok()

    assert ran.out.splitlines()[0] in {
        "Created the module billing:",
        "The module billing is there already, exactly as it would be created.",
    }
    assert _module(fresh) == whole
