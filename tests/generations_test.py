"""The same backend under a newer Pants, whose rules call each other by name."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from harness import PRODUCT_USES, ROOT, Repository, copy_repository, product_uses

NEWER = "2.31.1rc1"


@pytest.fixture(scope="module", name="newer")
def _newer(tmp_path_factory: pytest.TempPathFactory, find_links: str) -> Iterator[Repository]:
    """A copy that runs the newer Pants."""
    variables = {"PANTS_VERSION": NEWER, "PANTSTACK_FIND_LINKS": find_links}
    copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository", variables)
    yield copy
    copy.close()


BACKEND = ROOT / "pants-plugins/pantstack"
# Each in a process of its own: Pants watches files for every rule runner, and a system grants its users few watchers.
PARTS = sorted({path.relative_to(BACKEND).parts[0] for path in BACKEND.rglob("*_test.py")})


@pytest.mark.parametrize("part", PARTS)
def test_rules(find_links: str, part: str) -> None:
    """All tests of the backend pass under the newer Pants."""
    assert find_links
    done = subprocess.run(
        (os.environ["PANTSTACK_PYTHON_2_31"], "-m", "pytest", "-q", f"pants-plugins/pantstack/{part}"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


def test_version(newer: Repository) -> None:
    """The launcher installs the newer Pants from a folder of wheels and runs it."""
    assert newer.pants("--version").ok().out == f"{NEWER}\n"


def test_lint_is_green(newer: Repository) -> None:
    """The whole repository is clean."""
    newer.pants("lint", "::").ok()


def test_boundaries(newer: Repository) -> None:
    """Findings, the fixer and the table are the same."""
    path = "modules/shipping/planted.py"
    private = "from modules.orders.backend.schemas.models import Order\n"
    with newer.planted({path: private}):
        found = newer.pants("validate", path)
        newer.pants("fix", path).ok()
        fixed = newer.read(path)
    table = newer.pants("modules").ok()

    assert found.code == 1, found.text
    assert found.out.startswith(f"{path}:1:51 private-import ")
    assert fixed == "from modules.orders.backend.public import Order\n"
    assert re.search(r"^\d+ modules, \d+ uses, 0 findings; ", table.out.splitlines()[-1])
    assert product_uses(newer) == PRODUCT_USES


def test_new_module_is_green(newer: Repository) -> None:
    """A module made by the newer Pants passes every goal at once."""
    newer.pants("new-module", "--name=billing").ok()

    newer.pants("lint", "check", "test", "package", "modules/billing::").ok()


def test_local_deploy(newer: Repository) -> None:
    """A deploy by the newer Pants brings the service up and takes it down again."""
    up = newer.pants("deploy", "modules/orders", "--env=local").ok()
    assert "http://127.0.0.1:" in up.out

    newer.pants("deploy", "modules/orders", "--env=local", "--destroy").ok()
