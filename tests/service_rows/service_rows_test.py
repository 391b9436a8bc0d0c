"""Rows of the guide on a service that `new-module` has just made, in the module's own environment.

The tests themselves are in `inside`: they are laid into the module and run once, beside the guide's own tests; here each
of them is one that passed or failed.
"""

from __future__ import annotations

import ast
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from harness import copy_repository
from servers import postgresql, redis
from service_environment import make_environment, run_tests

INSIDE = Path(__file__).parent / "inside"
ROWS = "modules/refunds/rows"
# The guide's own tests of orders, word for word.
GUIDE = {
    f"modules/orders/backend/tests/test_guide_{name}.py": INSIDE / f"guide_{name}.txt" for name in ("api", "service")
}


@pytest.fixture(scope="module", name="results")
def _results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What became of each test, by its path and name."""
    with ExitStack() as stack:
        copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository")
        stack.callback(copy.close)
        copy.run("make", "-s", "new-module", "M=refunds").ok()
        shutil.copytree(INSIDE, copy.path / ROWS)
        for target, source in GUIDE.items():
            shutil.copyfile(source, copy.path / target)
        python = make_environment(copy.path / "3rdparty/python/requirements-refunds-test.txt")
        variables = {
            "ROWS_DATABASE_URL": stack.enter_context(postgresql()).url,
            "ROWS_REDIS_URL": stack.enter_context(redis()).url,
        }
        report = tmp_path_factory.mktemp("report")
        yield run_tests(python, (ROWS, *GUIDE), report, variables, copy.path)


def _names() -> list[str]:
    """The tests inside, as `file.py::name`."""
    return [
        f"{file.name}::{node.name}"
        for file in sorted(INSIDE.glob("test_*.py"))
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_")
    ]


@pytest.mark.parametrize("name", _names())
def test_inside(results: dict[str, str], name: str) -> None:
    """The test inside passed."""
    result = results[f"{ROWS}/{name}"]
    if result.startswith("skipped") and not os.environ.get("CI"):
        pytest.skip(result)
    assert result == "passed"


def test_rows_74_to_78_the_tests_of_the_guide(results: dict[str, str]) -> None:
    """The guide's tests pass on orders as they are written there: asynchronous, and without the application started."""
    guide = {name: result for name, result in results.items() if name.partition("::")[0] in GUIDE}

    assert guide == {
        "modules/orders/backend/tests/test_guide_api.py::test_create_order": "passed",
        "modules/orders/backend/tests/test_guide_api.py::test_health_check": "passed",
        "modules/orders/backend/tests/test_guide_service.py::test_create_order": "passed",
    }
