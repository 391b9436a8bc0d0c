"""Copies of the repository for the tests of the whole product."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from foreign import DISTRIBUTIONS, contents
from harness import ROOT, Repository, copy_repository
from service_environment import REQUIREMENTS, make_environment
from toys import Toy


@pytest.fixture(scope="module", name="repository")
def _repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A copy that the tests of one file share, and with it one daemon; each test puts back what it changes."""
    copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository")
    yield copy
    copy.close()


@pytest.fixture(scope="session", name="find_links")
def _find_links() -> str:
    """The folder with the wheels of a newer Pants, which is not on PyPI."""
    folder = os.environ.get("PANTSTACK_FIND_LINKS", "")
    if folder and list(Path(folder).glob("pantsbuild[._]pants-*.whl")):
        return folder
    pytest.skip("PANTSTACK_FIND_LINKS names no folder with the wheels of a newer Pants")


@pytest.fixture(scope="session", name="wheels")
def _wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheels of both distributions."""

    def package(folder: Path) -> None:
        copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository")
        copy.pants("package", DISTRIBUTIONS, timeout=1800).ok()
        for name, content in contents(copy.path / "dist").items():
            (folder / name).write_bytes(content)
        copy.close()

    return _made_once(tmp_path_factory, "wheels", package)


@pytest.fixture(scope="session", name="runner")
def _runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner as Pants packages it."""

    def package(folder: Path) -> None:
        copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository")
        copy.pants("package", "pants-plugins/pantstack_runner:runner", timeout=1800).ok()
        # It builds Pulumi on a fresh machine, for minutes: no test that counts on its time may be the first to need it.
        copy.pants("deploy", "modules/orders", "--env=local", "--destroy", timeout=1800).ok()
        shutil.copy2(copy.path / "dist/pants-plugins.pantstack_runner/runner.pex", folder)
        copy.close()

    return _made_once(tmp_path_factory, "runner", package) / "runner.pex"


@pytest.fixture(scope="session", name="service_python")
def _service_python() -> Path:
    """The interpreter of an environment with all that the libraries and modules need, and their tests."""
    return make_environment(REQUIREMENTS)


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that all workers of a test run share; the first that needs it fills it, and others wait."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / f"{name}.complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (shared / f"{name}.complete").touch()
    return folder


@pytest.fixture(name="toy")
def _toy(tmp_path: Path, runner: Path) -> Iterator[Toy]:
    """Toy modules; whatever a test leaves running is ended."""
    toy = Toy(tmp_path / "the toy", runner)
    toy.root.mkdir()
    shutil.copytree(ROOT / "stack", toy.root / "stack", ignore=shutil.ignore_patterns("__pycache__"))
    yield toy
    for kind in ("runner", "child", "provider", "pulumi", "service"):
        for pid in toy.processes(kind):
            os.kill(pid, signal.SIGKILL)
