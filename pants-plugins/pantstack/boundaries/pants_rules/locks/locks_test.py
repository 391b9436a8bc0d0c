"""Lockfiles and what they were made from, through Pants' rules."""

from __future__ import annotations

import json

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.boundaries.pants_rules import validate
from pantstack.boundaries.pants_rules.testing import OPTIONS, make_runner
from pantstack.boundaries.pants_rules.validate import Validate

RESOLVES = ["orders_core", "orders_api", "orders_test", "tools"]
PATHS = {name: f"locks/{name}.lock" for name in RESOLVES}


def lock(*requirements: str, version: str = "1.0") -> str:
    """A lockfile as Pants writes it, with one project."""
    body = {"locked_resolves": [{"locked_requirements": [{"project_name": "fastapi", "version": version}]}]}
    lines = ["BEGIN PANTS LOCKFILE METADATA ---", json.dumps({"generated_with_requirements": requirements})]
    return f"// --- {lines[0]}\n// {lines[1]}\n// --- END PANTS LOCKFILE METADATA ---\n{json.dumps(body)}\n"


def toml(paths: dict[str, str]) -> str:
    """The settings of a repository."""
    return "[python.resolves]\n" + "".join(f'{name} = "{path}"\n' for name, path in paths.items())


REPOSITORY = {
    "pants.toml": toml(PATHS),
    "modules/orders/BUILD": "# Ours.\npantstack_module(description='Takes orders')\n",
    "modules/orders/core.py": "",
    "libs/BUILD": "module_requirements()\n\npython_requirements(name='tools', source='tools.txt', resolve='tools')\n",
    "libs/requirements-orders-core.txt": "fastapi>=0.1,<1\n",
    "libs/requirements-orders-api.txt": "-r requirements-orders-core.txt\nuvicorn\n",
    "libs/requirements-orders-test.txt": "-r requirements-orders-api.txt\n",
    "libs/tools.txt": "ruff\n",
    "locks/orders_core.lock": lock("fastapi<1,>=0.1"),
    "locks/orders_api.lock": lock("fastapi<1,>=0.1", "uvicorn"),
    "locks/orders_test.lock": lock("fastapi<1,>=0.1", "uvicorn"),
    "locks/tools.lock": lock("ruff"),
}
CLEAN = GoalRuleResult(0, "0 imports in 1 file of 1 module checked.\n", "")


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A module whose lockfiles are as they should be."""
    runner = make_runner(validate.rules())
    runner.write_files(REPOSITORY)
    return runner


def run(runner: RuleRunner, *args: str, paths: dict[str, str] = PATHS) -> GoalRuleResult:
    """Validate the repository, whose locks are made by Pants unless the arguments say otherwise."""
    options = [
        "--python-enable-resolves",
        "--no-python-enable-lockfile-targets",
        f"--python-resolves={paths}",
        "--python-default-resolve=tools",
        *args,
    ]
    return runner.run_goal_rule(Validate, global_args=[*OPTIONS, *options], args=["::"])


def codes(result: GoalRuleResult) -> list[str]:
    """The findings, without what they say."""
    return [line for line in result.stdout.splitlines() if line.startswith(("modules/", "libs/"))]


def test_what_is_as_it_should_be(runner: RuleRunner) -> None:
    """Lockfiles that were made from what is required, however that is spelled, are left alone."""
    assert run(runner) == CLEAN


def test_one_requirement_more(runner: RuleRunner) -> None:
    """All lockfiles that have to be made anew are named, at their module, with the file and the command."""
    runner.write_files({"libs/requirements-orders-core.txt": "fastapi>=0.1,<1\nredis==5.0.0\n"})
    result = run(runner)

    assert result.exit_code == 1
    assert result.stdout.splitlines()[:3] == [
        (
            "modules/orders/BUILD:2:1 stale-lockfile The lockfiles of `orders_core`, `orders_api` and `orders_test` are stale:"
            " made without `redis==5.0.0`, which libs/requirements-orders-core.txt requires."
        ),
        "  What Pants tests and packages is what lockfiles have.",
        "  Run `./pants generate-lockfiles --resolve=orders_core --resolve=orders_api --resolve=orders_test`.",
    ]
    assert len(codes(result)) == 1


def test_one_requirement_less(runner: RuleRunner) -> None:
    """A lockfile that was made from more than is required is named where its resolve is declared."""
    runner.write_files({"locks/tools.lock": lock("ruff", "black")})
    result = run(runner)

    assert codes(result) == [
        (
            "libs/BUILD:3:1 stale-lockfile The lockfile of `tools` is stale: made with `black`, which nothing requires"
            " any more."
        )
    ]


def test_versions_that_differ(runner: RuleRunner) -> None:
    """A project of which two resolves of a module have other versions is named with both."""
    runner.write_files({"locks/orders_core.lock": lock("fastapi<1,>=0.1", version="0.9")})
    result = run(runner)

    assert result.stdout.splitlines()[:3] == [
        "modules/orders/BUILD:2:1 diverging-versions `orders_core` and `orders_api` have different versions of `fastapi`.",
        "  locks/orders_core.lock has 0.9, locks/orders_api.lock has 1.0.",
        (
            "  Run `./pants generate-lockfiles --resolve=orders_core --resolve=orders_api --resolve=orders_test`; if they"
            " differ still, require one version in both."
        ),
    ]
    assert len(codes(result)) == 1


def test_row_c3_a_resolve_that_points_at_requirements(runner: RuleRunner) -> None:
    """Nothing is checked, and what is wrong is named with its line, before Pants overwrites it."""
    paths = {**PATHS, "orders_core": "libs/requirements-orders-core.txt"}
    runner.write_files({"pants.toml": toml(paths)})
    runner.set_options(OPTIONS)
    result = run(runner, paths=paths)

    assert result == GoalRuleResult(
        2,
        (
            "pants.toml:2 The resolve `orders_core` points at `libs/requirements-orders-core.txt`, which has requirements:"
            " Pants would overwrite it by a lockfile.\n"
            "  Let it point at a lockfile, such as 3rdparty/python/lockfiles/orders_core.lock.\n"
            "1 error in declarations or configuration; nothing was checked.\n  Fix it and run again.\n"
        ),
        "",
    )


@pytest.mark.parametrize(
    ("option", "files"),
    [
        ("--no-python-resolves-generate-lockfiles", {"locks/tools.lock": lock("black")}),
        ("--no-python-enable-resolves", {"locks/tools.lock": lock("black")}),
        (
            "--python-run-against-entire-lockfile",
            {"locks/tools.lock": "# This file is autogenerated by pip-compile\nruff==0.1\n"},
        ),
        ("--python-run-against-entire-lockfile", {"locks/tools.lock": 'version = 1\n[[package]]\nname = "ruff"\n'}),
        (
            "--python-run-against-entire-lockfile",
            {"libs/BUILD": "module_requirements()\n", "locks/tools.lock": lock("black")},
        ),
    ],
)
def test_locks_that_pants_does_not_make(runner: RuleRunner, option: str, files: dict[str, str]) -> None:
    """Other tools' lockfiles, and those that are switched off or that nothing uses, are left alone."""
    runner.write_files(files)

    assert run(runner, option) == CLEAN


def test_no_lockfile(runner: RuleRunner) -> None:
    """A lockfile that is not there yet is for Pants to miss."""
    paths = {**PATHS, "tools": "locks/nowhere.lock"}

    assert run(runner, paths=paths) == CLEAN
