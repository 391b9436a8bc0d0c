"""What the goal `deploy` does about what was deployed and is not declared any more, inside Pants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pants.testutil.rule_runner import RuleRunner

from pantstack.deploy.pants_rules.testing import FILES, deploy, make_runner


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with two modules, a library and environments; something was deployed to `left`, which is none."""
    runner = make_runner()
    Path(runner.build_root, ".pantstack/state/left").mkdir(parents=True)
    return runner


def _places(plan: Any) -> tuple[list[str], list[str]]:  # noqa: ANN401 - JSON
    request = plan["request"]
    return [each["name"] for each in request["environments"]], request["undeclared"]


def test_an_environment_that_left_build(runner: RuleRunner) -> None:
    """It is reported and taken down by its name, as it was; nothing is deployed to it."""
    assert _places(deploy(runner, "--status").plan) == (["local", "pictured", "prod", "left"], ["left"])
    assert _places(deploy(runner, "--status", "--env=local").plan) == (["local"], [])
    assert _places(deploy(runner, "--history", "--env=left").plan) == (["left"], ["left"])

    down = deploy(runner, "--env=left", "--destroy", "modules/orders").plan
    assert (down or {})["context"]["environment"]["name"] == "left"
    refused = deploy(runner, "--env=left", "modules/orders")
    assert (refused.code, refused.out.splitlines()[0]) == (
        2,
        'pants deploy: Unknown environment "left"; the environments are: local, pictured, prod.',
    )


def test_a_module_that_left_the_repository(runner: RuleRunner) -> None:
    """It is taken down by its name, before others, although nothing else of it is known."""
    ran = deploy(runner, "--env=local", "--destroy", "modules/ordres", "modules/orders")

    assert ran.plan
    request = ran.plan["request"]
    assert request["removed"] == {"ordres": "Did you mean `modules/orders`?"}
    assert [(each["name"], each["infrastructure"], each["depends_on"]) for each in request["modules"]] == [
        ("ordres", "modules/ordres", []),
        ("orders", "modules/orders/infrastructure", []),
    ]


@pytest.mark.parametrize("args", [("--status",), ("--history", "--env=local"), ("--logs", "--env=local")])
def test_a_report_on_a_module_that_left_the_repository(runner: RuleRunner, args: tuple[str, ...]) -> None:
    """Its name reaches the runner, which knows whether there are records, and what to do if there are none."""
    ran = deploy(runner, *args, "modules/ordres")

    assert ran.plan
    request = ran.plan["request"]
    assert (ran.code, request["removed"]) == (0, {"ordres": "Did you mean `modules/orders`?"})
    assert [each["name"] for each in request["modules"]] == ["ordres"]
    assert request.get("include_removed", False) is False


def test_a_namesake(runner: RuleRunner) -> None:
    """A module that was moved has the stack of its old place, which is not taken down by that."""
    ran = deploy(runner, "--env=local", "--destroy", "teams/orders")

    message = "pants deploy: teams/orders: there is no such module.\nDid you mean `modules/orders`?\n"
    assert (ran.code, ran.out, ran.plan) == (2, message, None)


def test_declarations_with_errors(runner: RuleRunner) -> None:
    """What was deployed is reported, and a module that is gone is taken down; nothing else is done."""
    broken = FILES["modules/orders/BUILD"].replace("stack/libs/common", "modules/x")
    runner.write_files({"modules/orders/BUILD": broken})

    for past in ("--status", "--history", "--env=local --destroy modules/gone"):
        ran = deploy(runner, *past.split())
        assert (ran.code, ran.out, bool(ran.plan)) == (0, "", True)
    for refused in ("--env=local --destroy modules/gone modules/shipping", "--orphans", "--prune"):
        ran = deploy(runner, *refused.split())
        assert (ran.code, ran.plan) == (2, None)
        assert ran.out.startswith("pants deploy: The declarations have errors, so nothing was deployed.\n")


def test_orphans(runner: RuleRunner) -> None:
    """The request has everything that is declared, whether it runs or not."""
    plan = deploy(runner, "--orphans", "--yes").plan

    assert plan
    request = plan["request"]
    assert (request["action"], request["confirmed"]) == ("orphans", True)
    assert [each["name"] for each in request["modules"]] == ["orders", "shipping"]
    assert [each["name"] for each in request["environments"]] == ["local", "pictured", "prod"]
    refused = deploy(runner, "--orphans", "modules/orders")
    assert refused.out == "pants deploy: --orphans is for the whole repository.\nSelect no modules with it.\n"


def test_a_restart(runner: RuleRunner) -> None:
    """The request says so; what runs elsewhere is not restarted."""
    plan = deploy(runner, "--env=local", "--restart", "modules/orders").plan

    assert (plan or {})["request"]["restart"] is True
