"""Tests in a tree of their own belong to the module that names their folders."""

from __future__ import annotations

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.boundaries.pants_rules import modules, validate
from pantstack.boundaries.pants_rules.modules import Modules
from pantstack.boundaries.pants_rules.testing import OPTIONS, make_runner
from pantstack.boundaries.pants_rules.validate import Validate

INSIDE = "from modules.orders.service import Service\n"
FILES = {
    "modules/orders/BUILD": (
        "pantstack_module(description='Takes orders', tests=['tests/unit/orders', 'tests/slow/orders'])\n"
    ),
    "modules/orders/service.py": "class Service: ...\n",
    "modules/shipping/BUILD": "pantstack_module(description='Ships')\n",
    "modules/shipping/core.py": "",
    "modules/shipping/public/BUILD": "public_facade()\n",
    "modules/shipping/public/__init__.py": "class Client: ...\n",
    "tests/unit/orders/test_service.py": INSIDE,
    "tests/slow/orders/deep/conftest.py": INSIDE,
}
CLEAN = ".\n"


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A module with two folders of tests elsewhere, and another module."""
    runner = make_runner((*validate.rules(), *modules.rules()))
    runner.write_files(FILES)
    return runner


def run(runner: RuleRunner, *specs: str) -> GoalRuleResult:
    """Validate."""
    return runner.run_goal_rule(Validate, global_args=OPTIONS, args=specs, env_inherit={"PATH", "PYENV_ROOT", "HOME"})


def codes(result: GoalRuleResult) -> list[str]:
    """Where each finding lies, and its code."""
    return [" ".join(line.split(" ")[:2]) for line in result.stdout.splitlines()[:-2] if line[0] != " "]


@pytest.mark.parametrize(
    ("specs", "expected"),
    [
        (("::",), "2 imports in 5 files of 2 modules checked"),
        (("tests/unit/orders/test_service.py",), "1 import in 1 file of 1 module checked"),
        (("tests::",), "2 imports in 2 files of 1 module checked"),
        # The address of the module, or its BUILD file, stands for all of it.
        (("modules/orders",), "2 imports in 3 files of 1 module checked"),
        (("modules/orders/BUILD",), "2 imports in 3 files of 1 module checked"),
        (("modules/orders::",), "2 imports in 3 files of 1 module checked"),
    ],
)
def test_they_use_internals(runner: RuleRunner, specs: tuple[str, ...], expected: str) -> None:
    """They may use all of the module, and are selected as what they are."""
    assert run(runner, *specs) == GoalRuleResult(0, expected + CLEAN, "")


def test_the_rules_of_the_module_hold_for_them(runner: RuleRunner) -> None:
    """What they use of another module is declared, and an entry for that is used."""
    use = "from modules.shipping.public import Client\n"
    runner.write_files({"tests/unit/orders/test_service.py": use + "import modules.shipping.core\n"})
    path = "tests/unit/orders/test_service.py"
    assert codes(run(runner, "tests::")) == [f"{path}:1:37 undeclared-module", f"{path}:2:8 private-import"]

    declared = FILES["modules/orders/BUILD"].replace(", tests", ", depends_on=['modules/shipping'], tests")
    runner.write_files({path: use, "modules/orders/BUILD": declared})
    assert run(runner, "::").exit_code == 0


@pytest.mark.parametrize("path", ["modules/shipping/core.py", "tests/unit/shipping/test_core.py", "tests/conftest.py"])
def test_they_are_private_to_the_module(runner: RuleRunner, path: str) -> None:
    """Other modules and files of no module use neither them nor, from beside them, the module's internals."""
    runner.write_files({path: f"import tests.slow.orders.deep.conftest\n{INSIDE}"})

    assert codes(run(runner, path)) == [f"{path}:1:8 private-import", f"{path}:2:36 private-import"]


def test_the_graph_counts_them(runner: RuleRunner) -> None:
    """They are files of the module in every view."""
    result = runner.run_goal_rule(
        Modules,
        global_args=OPTIONS,
        args=("--format=json",),
        env_inherit={"PATH", "PYENV_ROOT", "HOME"},
    )

    assert result.exit_code == 0
    assert '"files": 3' in result.stdout
