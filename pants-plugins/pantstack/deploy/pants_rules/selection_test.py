"""Which modules and which environment the goal `deploy` acts on, inside Pants."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pants.testutil.rule_runner import RuleRunner

from pantstack.deploy.pants_rules.testing import FILES, deploy, make_runner


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with two modules, a library and two environments."""
    return make_runner()


def _git(runner: RuleRunner, *argv: str) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *who, *argv), cwd=runner.build_root, check=True, capture_output=True)


def _commit(runner: RuleRunner) -> None:
    _git(runner, "init", "-q", "-b", "feature")
    _git(runner, "add", "-A")
    _git(runner, "commit", "-q", "-m", "Start")


def _saved(*paths: str) -> str:
    """What is read of a file that --plan-out wrote."""
    request = {"modules": [{"path": path} for path in paths]}
    return json.dumps({"version": 2, "context": {"environment": {"name": "local"}}, "request": request})


def _names(plan: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [each["name"] for each in plan["request"]["modules"]]


def _environments(runner: RuleRunner, *texts: str) -> None:
    runner.write_files({"BUILD": FILES["BUILD"] + "".join(f"deploy_environment({each})\n" for each in texts)})


def test_with_dependencies(runner: RuleRunner) -> None:
    """What a module depends on is taken first, shared libraries left out."""
    ran = deploy(runner, "--env=local", "--with-dependencies", "modules/shipping")

    assert (ran.code, _names(ran.plan)) == (0, ["orders", "shipping"])


def test_affected_since(runner: RuleRunner) -> None:
    """Only what a change reaches is taken, of the selected modules or of all; without any it is all right."""
    _commit(runner)
    ran = deploy(runner, "--env=local", "--affected-since=HEAD")
    assert (ran.code, ran.out, ran.plan) == (0, "Nothing is affected since HEAD.\n", None)

    runner.write_files({"modules/shipping/infrastructure/__main__.py": "# changed"})
    ran = deploy(runner, "--env=local", "--affected-since=HEAD")
    assert (ran.code, _names(ran.plan)) == (0, ["shipping"])
    assert (ran.plan or {})["context"]["dirty"] is True

    ran = deploy(runner, "--env=local", "--affected-since=HEAD", "modules/orders")
    assert (ran.code, ran.out) == (0, "Nothing is affected since HEAD.\n")


@pytest.mark.parametrize(
    ("args", "gone"),
    [
        (("--status",), True),
        (("--history", "--env=local"), True),
        (("--status", "modules/orders"), False),
        (("--prune",), False),
        (("--env=local", "modules/orders"), False),
    ],
)
def test_modules_that_are_gone(runner: RuleRunner, args: tuple[str, ...], gone: bool) -> None:  # noqa: FBT001 - a table
    """Only a report of the whole repository is also about modules that are not in it any more."""
    ran = deploy(runner, *args)

    assert (ran.code, (ran.plan or {})["request"].get("include_removed", False)) == (0, gone)


def test_foundation(runner: RuleRunner) -> None:
    """It is a module without artifacts that goes first where the environment names it, and is refused elsewhere."""
    _environments(runner, "name='founded', foundation='stack/base'")
    runner.write_files(
        {
            "stack/base/BUILD": "pantstack_module(description='Base', infrastructure='.')\n",
            "stack/base/__main__.py": "",
        }
    )
    _commit(runner)

    ran = deploy(runner, "--env=founded", "--with-dependencies", "modules/orders")
    assert (ran.code, _names(ran.plan)) == (0, ["base", "orders"])
    base, orders = (ran.plan or {})["request"]["modules"]
    assert (base["path"], base["infrastructure"], base["artifacts"], base["after"]) == ("stack/base",) * 2 + ([], [])
    assert (orders["after"], orders["depends_on"], len(orders["artifacts"])) == (["base"], [], 1)
    assert _names(deploy(runner, "--env=founded", "--destroy", "stack/base", "modules/orders").plan) == [
        "orders",
        "base",
    ]

    ran = deploy(runner, "--env=local", "modules/orders", "stack/base")
    assert (ran.code, ran.out.splitlines()[0]) == (
        2,
        'pants deploy: stack/base is the foundation of founded, and environment "local" does not declare it.',
    )
    assert _names(deploy(runner, "--status").plan) == ["base", "orders", "shipping"]
    runner.write_files({"stack/infra/x.py": ""})
    assert _names(deploy(runner, "--env=local", "--affected-since=HEAD").plan) == ["orders", "shipping"]
    assert _names(deploy(runner, "--env=founded", "--affected-since=HEAD").plan) == ["base", "orders", "shipping"]


@pytest.mark.parametrize("action", ["status", "history"])
def test_reports(runner: RuleRunner, action: str) -> None:
    """A report needs no environment, no credentials and no module, and packages nothing."""
    ran = deploy(runner, f"--{action}", "--format=json")

    assert ran.plan
    assert (ran.code, ran.out) == (0, "")
    assert (ran.plan["request"]["action"], ran.plan["request"]["format"], _names(ran.plan)) == (
        action,
        "json",
        ["orders", "shipping"],
    )
    assert [each["name"] for each in ran.plan["request"]["environments"]] == ["local", "pictured", "prod"]
    assert [each["artifacts"] for each in ran.plan["request"]["modules"]] == [[], []]

    ran = deploy(runner, f"--{action}", "--env=prod", "modules/orders")
    assert ran.plan
    assert ([each["name"] for each in ran.plan["request"]["environments"]], _names(ran.plan)) == (["prod"], ["orders"])


def test_promotion(runner: RuleRunner) -> None:
    """Nothing is packaged, and the request says where the artifacts are recorded."""
    _environments(runner, "name='test'")

    ran = deploy(runner, "--env=test", "--promote-from=local", "modules/orders")

    assert ran.plan
    assert (ran.code, ran.out, ran.plan["request"]["modules"][0]["artifacts"]) == (0, "", [])
    assert (ran.plan["context"]["environment"]["name"], ran.plan["request"]["promote_from"]["name"]) == (
        "test",
        "local",
    )
    assert deploy(runner, "--env=test", "--promote-from=nope", "modules/orders").out == (
        'pants deploy: Unknown environment "nope"; the environments are: local, pictured, prod, test.\n'
        "Choose one of them, or declare it with deploy_environment(...) in BUILD at the root.\n"
    )


def test_rollback(runner: RuleRunner) -> None:
    """Nothing is packaged."""
    ran = deploy(runner, "--env=local", "--rollback", "--force", "modules/orders")

    assert ran.plan
    assert (ran.code, ran.out) == (0, "")
    assert (
        ran.plan["request"]["rollback"],
        ran.plan["request"]["force"],
        ran.plan["request"]["modules"][0]["artifacts"],
    ) == (True, True, [])


def test_what_was_previewed(runner: RuleRunner) -> None:
    """The file names environment and modules; their programs are looked at anew."""
    assert deploy(runner, "--env=local", "--preview", "--plan-out=out.json", "modules/shipping").code == 0
    ran = Path(runner.build_root, "ran.json")
    shown = json.loads(ran.read_text(encoding="utf-8"))
    ran.replace(Path(runner.build_root, "out.json"))
    runner.write_files({"modules/shipping/infrastructure/__main__.py": "# changed"})

    done = deploy(runner, "--plan=out.json").plan

    assert done
    assert (shown["request"]["plan_out"], done["request"]["saved_plan"], done["request"]["action"]) == (
        "out.json",
        "out.json",
        "up",
    )
    assert (done["context"]["environment"]["name"], _names(done), done["request"]["modules"][0]["artifacts"]) == (
        "local",
        ["shipping"],
        [],
    )
    assert done["request"]["modules"][0]["fingerprint"] != shown["request"]["modules"][0]["fingerprint"]


@pytest.mark.parametrize(
    ("text", "args", "message"),
    [
        (None, [], "out.json: cannot be read (No such file or directory).\nPreview with --plan-out first.\n"),
        ("{", [], "out.json: is not a file of --plan-out.\nPreview again with --plan-out.\n"),
        ("[]", [], "out.json: is not a file of --plan-out.\nPreview again with --plan-out.\n"),
        (
            _saved(),
            ["--env=prod"],
            "out.json: is for --env=local, not prod.\nRemove --env.\n",
        ),
        (
            '{"version": 1, "environment": {"name": "local"}, "modules": []}',
            [],
            "out.json: is a plan of version 1, and this Pantstack reads version 2.\nPreview again with --plan-out.\n",
        ),
        ("{}", ["modules/orders"], "--plan=out.json says which modules are deployed.\nSelect none with it.\n"),
        (
            _saved("modules/gone"),
            [],
            "modules/gone: is not a module any more.\nSelect others, or preview again.\n",
        ),
    ],
)
def test_no_preview(runner: RuleRunner, text: str, args: list[str], message: str) -> None:
    """A file that is not of a preview, or not of this one, is refused."""
    if text is not None:
        runner.write_files({"out.json": text})

    ran = deploy(runner, "--plan=out.json", *args)

    assert (ran.code, ran.out, ran.plan) == (2, f"pants deploy: {message}", None)


def test_what_an_environment_does_not_allow(runner: RuleRunner) -> None:
    """Branch and work tree are looked at before anything is packaged; a preview is allowed from anywhere."""
    _environments(runner, "name='main', branches=['main']", "name='clean', clean_worktree=True")
    _commit(runner)
    refused = (
        'pants deploy: Environment "main" is deployed only from these branches: main; this is feature.\n'
        "Switch to one of them, or change `branches` in BUILD at the root.\n"
    )
    for flag in ("--force", "--destroy", "--rollback"):
        ran = deploy(runner, "--env=main", flag, "modules/orders")
        assert (ran.code, ran.out, ran.plan) == (2, refused, None)
    assert not Path(runner.build_root, ".pantstack").exists()
    assert deploy(runner, "--env=main", "--preview", "modules/orders").code == 0

    ran = deploy(runner, "--env=clean", "modules/orders")
    assert ran.code == 2
    assert re.fullmatch(
        r'pants deploy: Environment "clean" is deployed only from a clean work tree, and'
        r" \S+ is not committed\.\nCommit, or stash what is not to be deployed\.\n",
        ran.out,
    )
    runner.write_files({".gitignore": ".pantstack/\nran.json\n"})
    _git(runner, "add", "-A")
    _git(runner, "commit", "-q", "-m", "More")
    ran = deploy(runner, "--env=clean", "modules/orders")
    assert ran.plan
    assert (ran.code, ran.plan["context"]["dirty"], len(ran.plan["context"]["commit"])) == (0, False, 40)


@pytest.mark.parametrize(
    "spec",
    [
        "modules/ordres",
        "modules/ordres:",
        "modules/ordres::",
        "modules/ordres:api",
        "modules/ordres.py",
        "modules/ordres*",
    ],
)
@pytest.mark.parametrize("flag", ["--env=local", "--status"])
def test_a_mistyped_module(runner: RuleRunner, spec: str, flag: str) -> None:
    """It is refused with the name that was meant, in two lines, before the engine sees it.

    Whether a whole module that is not there was there once is for the runner to tell, in a report.
    """
    ran = deploy(runner, flag, spec)

    if flag == "--status" and spec in {"modules/ordres", "modules/ordres:"}:
        assert ran.plan
        assert (ran.code, ran.plan["request"]["removed"]) == (0, {"ordres": "Did you mean `modules/orders`?"})
        return
    message = f"pants deploy: {spec}: there is no such module.\nDid you mean `modules/orders`?\n"
    assert (ran.code, ran.out, ran.plan) == (2, message, None)


def test_a_name_alone(runner: RuleRunner) -> None:
    """A module is selected by its name, for a deploy and for a destroy; a mistyped name gets the nearest one."""
    for flags in (("--env=local",), ("--env=local", "--destroy")):
        assert _names(deploy(runner, *flags, "//shipping").plan) == ["shipping"]
    ran = deploy(runner, "--env=local", "//shiping")

    assert ran.out == "pants deploy: shiping: there is no such module.\nDid you mean `modules/shipping`?\n"


def test_no_module(runner: RuleRunner) -> None:
    """What is left of a removed module, a part of one and a target that is not there are no modules; another target is."""
    runner.write_files({"modules/gone/infrastructure/__main__.py": ""})
    for spec in (
        "modules/gone",
        "modules/orders/infrastructure",
        "modules/orders:nope",
        "modules/orders#x",
    ):
        ran = deploy(runner, "--env=local", spec)
        assert (ran.code, ran.out.splitlines()[0]) == (2, f"pants deploy: {spec}: there is no such module.")
        assert len(ran.out.splitlines()) == 2
    ran = deploy(runner, "--env=local", "modules/orders:api")
    assert (ran.code, ran.out.splitlines()[0]) == (2, "pants deploy: No module is selected.")
