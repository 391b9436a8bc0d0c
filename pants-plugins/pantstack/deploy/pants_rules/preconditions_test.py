"""What the goal `deploy` checks of the repository before it builds or writes anything, inside Pants."""

from __future__ import annotations

from pathlib import Path

import pytest
from pants.testutil.rule_runner import RuleRunner

from pantstack.deploy.pants_rules.testing import Ran, deploy, make_runner

ADOPT = "Add it: pants adopt --stage=deploy --write\n"


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with two modules, a library and two environments."""
    return make_runner()


def _refused(runner: RuleRunner, ran: Ran) -> str:
    """What is printed where nothing was done."""
    assert (ran.code, ran.plan, Path(runner.build_root, ".pantstack").exists()) == (2, None, False)
    return ran.out


def test_a_foreign_repository(runner: RuleRunner) -> None:
    """A repository without runner and environments is refused in two lines, whatever is requested."""
    runner.write_files({"tools/BUILD": "", "BUILD": ""})
    message = (
        "pants deploy: This repository lacks the runner `tools:runner` of [deploy].runner and a `deploy_environment` in"
        f" BUILD at the root, so nothing can be deployed.\n{ADOPT}"
    )

    for args in (("--env=local", "modules/orders"), ("--status",), ("--env=local", "--destroy", "modules/orders")):
        assert _refused(runner, deploy(runner, *args)) == message


def test_no_runner(runner: RuleRunner) -> None:
    """A runner that is missing alone is named alone."""
    runner.write_files({"tools/BUILD": ""})

    assert _refused(runner, deploy(runner, "--env=local", "modules/orders")) == (
        "pants deploy: This repository lacks the runner `tools:runner` of [deploy].runner, so nothing can be"
        f" deployed.\n{ADOPT}"
    )


def test_an_inactive_backend(runner: RuleRunner) -> None:
    """A target of a backend that is not active is found at its place, with the command that adds the backend."""
    runner.write_files({"modules/extra/BUILD": "\npython_sources()\n"})

    assert _refused(runner, deploy(runner, "--env=local", "modules/orders")) == (
        "pants deploy: modules/extra/BUILD:2 `python_sources` is of the backend `pants.backend.python`, which is not"
        " active.\nAdd it to backend_packages in pants.toml: pants adopt --stage=scaffold --write\n"
    )


def test_a_broken_build_file(runner: RuleRunner) -> None:
    """A BUILD file that Pants cannot read is named with its line."""
    runner.write_files({"modules/extra/BUILD": "pantstack_module(\n"})

    assert _refused(runner, deploy(runner, "--env=local", "modules/orders")) == (
        "pants deploy: modules/extra/BUILD:1 This BUILD file cannot be read: unexpected EOF while parsing.\n"
        "Correct it there.\n"
    )


def test_a_dry_run(runner: RuleRunner) -> None:
    """`--dry-run` is another word for `--preview`."""
    ran = deploy(runner, "--env=local", "--dry-run", "modules/orders")

    assert (ran.code, (ran.plan or {})["request"]["action"]) == (0, "preview")
