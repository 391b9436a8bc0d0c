"""`pants modules --lock-facades`, and what `pants validate` says of locks, through Pants' rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from pants.engine.goal import Goal
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.boundaries.pants_rules import modules, validate
from pantstack.boundaries.pants_rules.modules import Modules
from pantstack.boundaries.pants_rules.testing import OPTIONS, make_runner
from pantstack.boundaries.pants_rules.validate import Validate

LOCK = "orders/public/facade.lock"
BEFORE = '{\n  "version": 1,\n  "names": {\n    "create": "def (id: str, note: str = ...) -> str"\n  }\n}\n'


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A module with a facade, and one that uses it."""
    runner = make_runner((*validate.rules(), *modules.rules()))
    runner.write_files(
        {
            "orders/BUILD": "pantstack_module(description='Takes orders')\n",
            "orders/core.py": "def create(id: str, note: str = '') -> str: ...\n",
            "orders/public/BUILD": "public_facade()\n",
            "orders/public/__init__.py": "from ..core import create\n",
            "stock/BUILD": "pantstack_module(description='Stock', depends_on=['orders'])\n",
            "stock/core.py": "from orders.public import create\n",
        }
    )
    return runner


def run(runner: RuleRunner, goal: type[Goal], *args: str) -> GoalRuleResult:
    """Run a goal as a user does."""
    return runner.run_goal_rule(goal, global_args=OPTIONS, args=args, env_inherit={"PATH", "PYENV_ROOT", "HOME"})


def lock(runner: RuleRunner) -> str:
    """The lock as it is on the disk."""
    return Path(runner.build_root, LOCK).read_text(encoding="utf-8")


def test_the_life_of_a_lock(runner: RuleRunner) -> None:
    """It is made for a module, takes what breaks nobody, and takes what breaks somebody only if that is accepted."""
    made = run(runner, Modules, "--lock-facades", "orders")
    assert (made, lock(runner)) == (GoalRuleResult(0, f"{LOCK}: 1 name, 0 before.\nWrote {LOCK}.\n", ""), BEFORE)
    assert run(runner, Modules, "--lock-facades") == GoalRuleResult(0, f"{LOCK}: 1 name, 1 before.\n", "")

    runner.write_files({"orders/core.py": "def create(id: str) -> str: ...\n"})
    breaking = (
        "`create` in the facade of `orders` has lost its parameter `note`. It is used by `stock` (stock/core.py:1)."
    )
    assert run(runner, Validate, "::") == GoalRuleResult(
        1,
        f"orders/core.py:1:5 breaking-facade-change {breaking}\n"
        f"  {LOCK}:4 has `def (id: str, note: str = ...) -> str`.\n"
        "  Keep the old form beside the new one, with @deprecated(until=...), or accept the change:"
        " ./pants modules --lock-facades orders --accept-breaking\n"
        "1 finding (breaking-facade-change): see `pants validate --explain=breaking-facade-change`"
        " for what it means.\n"
        "2 imports in 3 files of 2 modules checked.\n",
        "",
    )
    refused = run(runner, Modules, "--lock-facades", "orders")
    assert (refused, lock(runner)) == (
        GoalRuleResult(
            1,
            "",
            f"modules: {breaking}\nNothing was written.\n"
            "  Keep the old form, with @deprecated(until=...); or accept it: --accept-breaking\n",
        ),
        BEFORE,
    )

    accepted = run(runner, Modules, "--lock-facades", "--accept-breaking", "orders")
    assert accepted == GoalRuleResult(
        0, f"{LOCK}: 1 name, 1 before.\n  ! create: def (id: str) -> str\nWrote {LOCK}.\n", ""
    )
    assert lock(runner) == BEFORE.replace(", note: str = ...", "")
    assert run(runner, Validate, "::").exit_code == 0


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (
            ("--lock-facades",),
            (
                "No facade has a lock yet.\n"
                "  Name the modules whose facades get one: pants modules --lock-facades modules/orders"
            ),
        ),
        (("--lock-facades", "stock"), "`stock` has no facade to lock.\n  Select a module that has one."),
        (
            ("--accept-breaking",),
            "--accept-breaking belongs to --lock-facades.\n  Add --lock-facades, or leave it out.",
        ),
        (("--lock-facades", "--sync"), "--sync and --lock-facades exclude each other.\n  Leave one of them out."),
    ],
)
def test_wrong_usage(runner: RuleRunner, args: tuple[str, ...], error: str) -> None:
    """What cannot be locked is two lines and exit code 2."""
    assert run(runner, Modules, *args) == GoalRuleResult(2, "", f"modules: {error}\n")


def test_a_lock_that_cannot_be_read(runner: RuleRunner) -> None:
    """Conflict markers of a merge are named with the file, and nothing is written over them."""
    runner.write_files({LOCK: "<<<<<<< HEAD\n"})

    assert run(runner, Modules, "--lock-facades") == GoalRuleResult(
        2,
        "",
        f"modules: {LOCK}: it is not JSON.\n  Take it from git again, or delete it to lock the facade anew.\n",
    )
    assert lock(runner) == "<<<<<<< HEAD\n"
