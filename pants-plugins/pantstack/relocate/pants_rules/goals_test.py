"""The goals `rename-module` and `remove-module`, through Pants' rules."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.boundaries.pants_rules.testing import make_runner
from pantstack.deploy.pants_rules.targets import DeployEnvironment
from pantstack.relocate.pants_rules import remove_module, rename_module
from pantstack.relocate.pants_rules.remove_module import RemoveModule
from pantstack.relocate.pants_rules.rename_module import RenameModule

SHOP = {
    "pants.toml": '[python.resolves]\nstack = "stack.lock"\norders_core = "locks/orders_core.lock"\n'
    'orders_api = "locks/orders_api.lock"\norders_test = "locks/orders_test.lock"\n',
    "locks/orders_core.lock": "x\n",
    "3rdparty/python/requirements-orders-core.txt": "x\n",
    "modules/orders/BUILD": (
        'pantstack_module(description="Takes orders", infrastructure="infrastructure")\n\n'
        'python_sources(name="lib", sources=["*.py"])\n'
    ),
    "modules/orders/core.py": '"""The core of orders."""\n',
    "modules/orders/run.sh": "#!/bin/sh\n",
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/__init__.py": "from ..core import __doc__ as text\n",
    "modules/orders/infrastructure/__main__.py": "",
    "modules/shipping/BUILD": (
        'pantstack_module(\n    description="Ships orders",\n    depends_on=["modules/orders"],\n)\n'
    ),
    "modules/shipping/main.py": "from modules.orders.public import text\n",
    "README.md": "About modules/orders.\n",
}


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with two modules."""
    runner = make_runner((*rename_module.rules(), *remove_module.rules()), types=[DeployEnvironment])
    runner.write_files(SHOP)
    Path(runner.build_root, "modules/orders/run.sh").chmod(0o755)
    return runner


def rename(runner: RuleRunner, *args: str) -> GoalRuleResult:
    """Run the goal."""
    return runner.run_goal_rule(RenameModule, args=args)


def remove(runner: RuleRunner, *args: str) -> GoalRuleResult:
    """Run the goal."""
    return runner.run_goal_rule(RemoveModule, args=args)


def snapshot(runner: RuleRunner) -> dict[str, str]:
    """Every file of the repository, with a mark for those that are executable."""
    root = Path(runner.build_root)
    found = (path for path in root.rglob("*") if path.is_file() and not path.relative_to(root).parts[0].startswith("."))
    return {
        path.relative_to(root).as_posix() + "*" * os.access(path, os.X_OK): path.read_text(encoding="utf-8")
        for path in found
    }


def test_rename(runner: RuleRunner) -> None:
    """The module moves with all that names it, what still has the old name is listed, and undo puts all back."""
    before = snapshot(runner)
    result = rename(runner, "--to=purchases", "modules/orders")
    after = snapshot(runner)

    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        (
            "Renamed the module modules/orders to modules/purchases.\n"
            "Edited modules/shipping/BUILD.\n"
            "Edited modules/shipping/main.py.\n"
            "Edited pants.toml.\n"
            "Not changed: 4 lines in 4 files with the old name:\n"
            "  README.md:1 About modules/orders.\n"
            '  modules/purchases/BUILD:1 pantstack_module(description="Takes orders", infrastructure="infrastructure")\n'
            '  modules/purchases/core.py:1 """The core of orders."""\n'
            '  modules/shipping/BUILD:2 description="Ships orders",\n'
            "Next (the first command restarts Pants' daemon if pants.toml has changed):\n"
            "  ./pants lint check test modules/purchases::\n"
        ),
        "",
    )
    assert sorted(after) == [
        "3rdparty/python/requirements-purchases-core.txt",
        "README.md",
        "locks/purchases_core.lock",
        "modules/purchases/BUILD",
        "modules/purchases/core.py",
        "modules/purchases/infrastructure/__main__.py",
        "modules/purchases/public/BUILD",
        "modules/purchases/public/__init__.py",
        "modules/purchases/run.sh*",
        "modules/shipping/BUILD",
        "modules/shipping/main.py",
        "pants.toml",
    ]
    assert not Path(runner.build_root, "modules/orders").exists()
    assert rename(runner, "--undo").exit_code == 0
    assert snapshot(runner) == before


def test_there_and_back(runner: RuleRunner) -> None:
    """A module that gets its old name again is as it was, beside what git ignores and nothing moved."""
    before = snapshot(runner)

    runner.write_files({"modules/orders/.env": "SECRET=1\n", ".gitignore": ".env\n"})
    subprocess.run(["git", "init", "-q"], cwd=runner.build_root, check=True)
    before["modules/orders/.env"] = "SECRET=1\n"
    assert rename(runner, "--to=x", "modules/orders").exit_code == 0
    assert rename(runner, "--to=modules/orders", "modules/x").exit_code == 0
    assert snapshot(runner) == before


def test_a_dry_run(runner: RuleRunner) -> None:
    """What would move and change is printed, and nothing is written."""
    before = snapshot(runner)
    result = rename(runner, "--dry-run", "--to=libs/orders", "modules/orders")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:2] == [
        "move modules/orders/BUILD to libs/orders/BUILD",
        "move modules/orders/core.py to libs/orders/core.py",
    ]
    assert "-from modules.orders.public import text\n+from libs.orders.public import text\n" in result.stdout
    assert "Would rename the module modules/orders to libs/orders.\n" in result.stdout
    assert snapshot(runner) == before


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["modules/orders"], 2, "The new name is missing.\nWrite: ./pants rename-module modules/orders --to=purchases"),
        (["--to=x"], 2, "No module is named.\nWrite: ./pants rename-module modules/orders --to=purchases"),
        (
            ["--to=x", "modules::"],
            2,
            "One module at a time.\nWrite: ./pants rename-module modules/orders --to=purchases",
        ),
        (["--to=x", "modules/oders"], 2, "modules/oders: there is no such module.\nDid you mean `modules/orders`?"),
        (
            ["--to=../x", "modules/orders"],
            2,
            (
                "`../x` is not a path in this repository that Python can import from.\n"
                "Write a name, or a path such as libs/purchases."
            ),
        ),
        (
            ["--to=/tmp/x", "modules/orders"],
            2,
            (
                "`/tmp/x` is not a path in this repository that Python can import from.\n"
                "Write a name, or a path such as libs/purchases."
            ),
        ),
        (
            ["--to=Class", "modules/orders"],
            2,
            (
                "`Class` is not a name for a module: only a-z, 0-9 and single underscores, a letter first.\n"
                "Write it like --to=orders"
            ),
        ),
        (
            ["--to=json", "modules/orders"],
            2,
            "`json` is a module of Python's standard library, and would hide it.\nName",
        ),
        (
            ["--to=orders", "modules/orders"],
            1,
            "`modules/orders` is what the module is called already.\nName another one with --to.",
        ),
        (
            ["--to=modules/orders/inner", "modules/orders"],
            1,
            "`modules/orders/inner` and `modules/orders` lie in each other.\nMove it to a folder beside it.",
        ),
        (
            ["--to=modules/shipping/inner", "modules/orders"],
            1,
            (
                "`modules/shipping/inner` would lie inside of the module `modules/shipping`.\n"
                "Choose a folder that belongs to no module."
            ),
        ),
        (
            ["--to=shipping", "modules/orders"],
            1,
            (
                "`modules/shipping` is there already; nothing was written.\n"
                "Choose another name, or move these away: modules/shipping/BUILD, modules/shipping/main.py."
            ),
        ),
        (
            ["--to=libs/shipping", "modules/orders"],
            1,
            (
                "`modules/shipping` has this name already, and its resolves and its stacks are called by it.\n"
                "Choose another name."
            ),
        ),
    ],
)
def test_what_cannot_be_a_name(runner: RuleRunner, args: list[str], code: int, message: str) -> None:
    """A refusal says why and what to do, and writes nothing."""
    before = snapshot(runner)
    result = rename(runner, *args)

    assert (result.exit_code, result.stdout, result.stderr[: len(message) + 15]) == (
        code,
        "",
        f"rename-module: {message}",
    ) or result.stderr == f"rename-module: {message}\n"
    assert snapshot(runner) == before


def test_links(runner: RuleRunner) -> None:
    """Links in the module and into it are refused, all at once."""
    root = Path(runner.build_root)
    (root / "modules/orders/link").symlink_to("core.py")
    (root / "shortcut.py").symlink_to("modules/orders/core.py")
    message = (
        "{0}: `modules/orders/link` is a link, and only files are moved or removed.\nRemove it first.\n"
        "{0}: `shortcut.py` is a link into `modules/orders`.\nRemove it first.\n"
    )

    for goal, result in (
        ("rename-module", rename(runner, "--to=x", "modules/orders")),
        ("remove-module", remove(runner, "modules/orders")),
    ):
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", message.format(goal))


def deploy(runner: RuleRunner, **record: str) -> None:
    """Leave a record of a deploy."""
    folder = Path(runner.build_root, ".pantstack/records/test/orders")
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"action": "up", "result": "succeeded", "began": "2026-11-30T10:00:00Z", **record})
    (folder / f"{record['began']}.json").write_text(text, encoding="utf-8")


def test_remove_what_is_needed(runner: RuleRunner) -> None:
    """Everybody who depends on the module is listed, and where it is deployed; nothing is written."""
    deploy(runner, began="20261130T100000.000000Z")
    before = snapshot(runner)
    result = remove(runner, "modules/orders")

    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "",
        (
            "remove-module: modules/shipping/BUILD:3 This lists it in depends_on of `modules/shipping`, so `modules/orders`"
            " cannot be removed.\nRemove that first.\n"
            "remove-module: modules/shipping/main.py:1 This imports `modules.orders.public.text`, so `modules/orders`"
            " cannot be removed.\nRemove that first.\n"
            "remove-module: `modules/orders` is deployed to test: last up 20261130T1, succeeded.\n"
            "Take it down while its program is there: ./pants deploy modules/orders --env=test --destroy\n"
        ),
    )
    assert snapshot(runner) == before


def test_remove(runner: RuleRunner) -> None:
    """A module that nobody needs goes with its resolves; undo brings it back."""
    deploy(runner, began="20261130T100000.000000Z")
    deploy(runner, began="20261130T110000.000000Z", action="destroy")
    runner.write_files(
        {
            "BUILD": 'deploy_environment(name="prod", platform="aws")\n',
            "modules/shipping/BUILD": 'pantstack_module(description="Ships")\n',
            "modules/shipping/main.py": "",
            "modules/orders/.env": "SECRET=1\n",
            "modules/orders/__pycache__/core.pyc": "",
            ".gitignore": ".env\n__pycache__\n",
        }
    )
    subprocess.run(["git", "init", "-q"], cwd=runner.build_root, check=True)
    before = snapshot(runner)
    result = remove(runner, "modules/orders")
    after = snapshot(runner)

    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        (
            "Removed the module modules/orders: 8 files.\n"
            "Edited pants.toml.\n"
            "Left where it is, since git ignores it: modules/orders/.env.\n"
            "Whether it is deployed to prod is not known here; before it was removed:"
            " ./pants deploy modules/orders --env=prod --status\n"
            "Not changed: 1 line in 1 file with the old name:\n"
            "  README.md:1 About modules/orders.\n"
            "Next (the first command restarts Pants' daemon if pants.toml has changed):\n"
            "  ./pants lint ::\n"
        ),
        "",
    )
    assert sorted(after) == [
        "BUILD",
        "README.md",
        "modules/orders/.env",
        "modules/shipping/BUILD",
        "modules/shipping/main.py",
        "pants.toml",
    ]
    assert after["pants.toml"] == '[python.resolves]\nstack = "stack.lock"\n'
    assert remove(runner, "--undo").exit_code == 0
    assert snapshot(runner) == {path: text for path, text in before.items() if "__pycache__" not in path}


def test_remove_the_last_user_of_a_shared_resolve(runner: RuleRunner) -> None:
    """Its requirements and its lockfile go along, though nothing in them names the module; undo brings them back."""
    runner.write_files(
        {
            "pants.toml": (
                '[python.resolves]\nstack = "stack.lock"\nshared = "3rdparty/python/lockfiles/shared.lock"\n\n'
                '[pantstack.shared_resolves]\npaying = "shared"\n'
            ),
            "3rdparty/python/BUILD": (
                'python_requirements(name="shared", source="requirements-shared.txt", resolve="shared")\n'
            ),
            "3rdparty/python/requirements-shared.txt": "six\n",
            "3rdparty/python/lockfiles/shared.lock": "a lock\n",
            "modules/paying/BUILD": 'pantstack_module(description="Pays")\n',
            "modules/paying/x.py": "",
        }
    )
    before = snapshot(runner)
    result = remove(runner, "modules/paying")
    after = snapshot(runner)

    with_it = {
        "3rdparty/python/BUILD",
        "3rdparty/python/lockfiles/shared.lock",
        "3rdparty/python/requirements-shared.txt",
        "modules/paying/BUILD",
        "modules/paying/x.py",
    }
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Removed the module modules/paying: 5 files.\nEdited pants.toml.\n")
    assert before.keys() - after.keys() == with_it
    assert after["pants.toml"] == '[python.resolves]\nstack = "stack.lock"\n'
    assert remove(runner, "--undo").exit_code == 0
    assert snapshot(runner) == before


def test_rename_what_is_deployed(runner: RuleRunner) -> None:
    """The stacks of a deployed module keep their name, and the command that deploys it again is named."""
    deploy(runner, began="20261130T100000.000000Z")
    result = rename(runner, "--to=purchases", "modules/orders")

    assert (result.exit_code, result.stderr) == (0, "")
    assert snapshot(runner)["modules/purchases/BUILD"].splitlines()[0] == (
        'pantstack_module(description="Takes orders", infrastructure="infrastructure", deployed_as="orders")'
    )
    assert "It is deployed to test (last up 20261130T1, succeeded)" in result.stdout
