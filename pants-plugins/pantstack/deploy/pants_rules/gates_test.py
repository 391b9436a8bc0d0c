"""Gates of an environment, inside Pants, with tools of the test's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pants.core.target_types import FilesGeneratorTarget, FileTarget
from pants.testutil.rule_runner import RuleRunner

from pantstack.deploy.pants_rules.testing import FILES, Ran, deploy, make_runner
from pantstack.pants_port.testing import rules_of_tools

ORDERS = FILES["modules/orders/BUILD"].replace("name='api'", "name='api', dependencies=['modules/shared:texts']")
_TEXTS = "files(name='texts', sources=['**/*.txt'])\n"


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """The repository of the goal's own tests, with texts, and with three environments that have gates."""
    runner = make_runner(*rules_of_tools(), targets_too=(FileTarget, FilesGeneratorTarget))
    gated = {"all": "['test', 'check', 'lint']", "tested": "['test']", "linted": "['lint']"}
    environments = "".join(f"deploy_environment(name={name!r}, gates={gates})\n" for name, gates in gated.items())
    runner.write_files(
        {
            "BUILD": FILES["BUILD"] + environments,
            "modules/orders/BUILD": ORDERS + _TEXTS,
            "modules/orders/x.txt": "",
            "modules/orders/x_test.txt": "",
            "modules/orders/infrastructure/BUILD": (
                "files(name='texts', sources=['*.txt'], dependencies=['stack/infra/deep:texts'])\n"
            ),
            "modules/orders/infrastructure/y.txt": "",
            "modules/shared/BUILD": _TEXTS,
            "modules/shared/x.txt": "",
            "modules/shared/x_test.txt": "",
            "stack/infra/deep/BUILD": _TEXTS,
            "stack/infra/deep/x.txt": "",
        }
    )
    return runner


def _gates(ran: Ran) -> object:
    return ran.plan and ran.plan["request"].get("gates", [])


def test_green(runner: RuleRunner) -> None:
    """All gates are judged in Pants' own order, reported, and handed to the runner."""
    ran = deploy(runner, "--env=all", "modules/orders")

    assert (ran.code, ran.out.splitlines()[0], _gates(ran)) == (
        0,
        "gates  passed: lint, check, test",
        ["lint", "check", "test"],
    )
    assert ran.plan
    assert ran.plan["context"]["environment"]["gates"] == ["lint", "check", "test"]


def test_no_gates(runner: RuleRunner) -> None:
    """Where an environment has none, nothing is judged."""
    runner.write_files({"modules/orders/bad.txt": ""})

    ran = deploy(runner, "--env=local", "modules/orders")

    assert (ran.code, _gates(ran)) == (0, [])
    assert re.fullmatch(r"orders  packaged api  sha256:[0-9a-f]{12}\n", ran.out)


@pytest.mark.parametrize(
    ("file", "env", "message"),
    [
        (
            "modules/orders/bad_test.txt",
            "tested",
            (
                "modules/orders: gate `test` of tested failed (runs); nothing was changed.\n"
                "Fix what is reported above, and check it with: ./pants test modules/orders::\n"
            ),
        ),
        (
            "modules/orders/bad.txt",
            "all",
            (
                "modules/orders: gate `lint` of all failed (names, texts); nothing was changed.\n"
                "Fix what is reported above, and check it with: ./pants lint modules/orders::\n"
                "modules/orders: gate `check` of all failed (types); nothing was changed.\n"
                "Fix what is reported above, and check it with: ./pants check modules/orders::\n"
            ),
        ),
        (
            "modules/orders/infrastructure/bad.txt",
            "linted",
            (
                "modules/orders: gate `lint` of linted failed (names, texts); nothing was changed.\n"
                "Fix what is reported above, and check it with: ./pants lint modules/orders::\n"
            ),
        ),
        (
            "modules/shared/bad.txt",
            "linted",
            (
                "modules/shared: gate `lint` of linted failed (names, texts); nothing was changed.\n"
                "Fix what is reported above, and check it with: ./pants lint modules/shared::\n"
            ),
        ),
        (
            "stack/infra/deep/bad.txt",
            "linted",
            (
                "stack/infra: gate `lint` of linted failed (names, texts); nothing was changed.\n"
                "Fix what is reported above, and check it with: ./pants lint stack/infra::\n"
            ),
        ),
    ],
    ids=["test", "lint and check", "program", "another module", "no module"],
)
def test_red(runner: RuleRunner, file: str, env: str, message: str) -> None:
    """What is found in a module, or in what it is made of, blocks its deploy before anything is built; --yes as well."""
    runner.write_files({file: ""})

    for flags in ((), ("--yes", "--force")):
        assert deploy(runner, f"--env={env}", *flags, "modules/orders") == Ran(1, f"pants deploy: {message}", None)
    assert not Path(runner.build_root, ".pantstack").exists()


@pytest.mark.parametrize("flag", ["--preview", "--destroy", "--refresh", "--rollback", "--promote-from=local"])
def test_what_needs_no_gate(runner: RuleRunner, flag: str) -> None:
    """What changes nothing, takes down, or was built elsewhere is not judged here."""
    runner.write_files({"modules/orders/bad_test.txt": ""})

    ran = deploy(runner, "--env=all", flag, "modules/orders")

    assert (ran.code, _gates(ran)) == (0, [])


def test_elsewhere(runner: RuleRunner) -> None:
    """What is not part of a module does not block it, nor do tests of what it is made of."""
    runner.write_files({"modules/shared/bad_test.txt": "", "elsewhere/BUILD": _TEXTS, "elsewhere/bad.txt": ""})

    assert deploy(runner, "--env=tested", "modules/orders").code == 0


def test_tests_in_a_tree_of_their_own(runner: RuleRunner) -> None:
    """Tests outside of a module that belong to it are judged as those in it."""
    named = ORDERS.replace("pantstack_module(", "pantstack_module(tests=['tests/unit/orders'], ", 1)
    runner.write_files(
        {
            "modules/orders/BUILD": named + _TEXTS,
            "tests/unit/orders/__init__.py": "",
            "tests/unit/orders/BUILD": _TEXTS,
            "tests/unit/orders/x_test.txt": "",
        }
    )
    assert deploy(runner, "--env=tested", "modules/orders").code == 0

    runner.write_files({"tests/unit/orders/bad_test.txt": ""})
    ran = deploy(runner, "--env=tested", "modules/orders")
    assert (ran.code, ran.out) == (
        1,
        (
            "pants deploy: modules/orders: gate `test` of tested failed (runs); nothing was changed.\n"
            "Fix what is reported above, and check it with: ./pants test modules/orders:: tests/unit/orders::\n"
        ),
    )


def test_filters_do_not_open_a_gate(runner: RuleRunner) -> None:
    """A filter of the command line leaves nothing out."""
    runner.write_files({"modules/orders/bad_test.txt": ""})

    ran = deploy(runner, "--env=tested", "--test-shard=1/1000", "--lint-only=names", "modules/orders")

    assert ran.code == 1


def test_nothing_to_judge(runner: RuleRunner) -> None:
    """A module without tests, or one that no tool judged, is no green one."""
    runner.write_files({"modules/shipping/infrastructure/__main__.py": "# more"})
    message = (
        "modules/shipping: no type checker checked it, so gate `check` of all cannot pass; nothing was changed.\n"
        "See the output of: ./pants check modules/shipping::\n"
        "modules/shipping: has no tests, so gate `test` of all cannot pass; nothing was changed.\n"
        "Write one, or remove `test` from `gates` of all in BUILD at the root.\n"
    )

    assert deploy(runner, "--env=all", "modules/shipping") == Ran(1, f"pants deploy: {message}", None)


ASKING = """
import json, shutil, sys
import re
from pathlib import Path
root = Path(sys.argv[1]).parents[2]
plan = json.loads(Path(sys.argv[1]).read_text())
with (root / "calls").open("a") as file:
    file.write(json.dumps(plan["request"]["gates"]) + chr(10))
sys.exit(0 if plan["request"]["gates"] else 75)
"""


def test_the_runner_asks(runner: RuleRunner) -> None:
    """What the runner cannot answer from records is judged, and the runner is started once more."""
    runner.write_files({"tools/BUILD": f"pex_binary(name='runner', text={ASKING!r})\n"})
    calls = Path(runner.build_root, "calls")

    ran = deploy(runner, "--env=tested", "--promote-from=local", "modules/orders")

    assert (ran.code, ran.out) == (0, "gates  passed: test\n")
    assert calls.read_text(encoding="utf-8").splitlines() == ["[]", '["test"]']

    runner.write_files({"modules/orders/bad_test.txt": ""})
    ran = deploy(runner, "--env=tested", "--promote-from=local", "modules/orders")
    assert (ran.code, ran.out) == (
        1,
        (
            "pants deploy: modules/orders: gate `test` of tested failed (runs); nothing was changed.\n"
            "Fix what is reported above, and check it with: ./pants test modules/orders::\n"
        ),
    )
    assert calls.read_text(encoding="utf-8").splitlines()[2:] == ["[]"]
