"""`new-module --verify`, with a stand-in for what starts Pants; the page of updates runs the real one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner, mock_console

from pantstack.boundaries.pants_rules.testing import make_runner
from pantstack.scaffold.pants_rules import new_module
from pantstack.scaffold.pants_rules.new_module import NewModule

KIND = "build-support/templates/note"
FILES = {
    f"{KIND}/template.toml": 'description = "A note"\nresolves = ["core"]\n',
    f"{KIND}/files/__module__/__BUILD__": 'pantstack_module(description="x", layer="domain")\n',
    "pants.toml": "[GLOBAL]\n",
    ".hidden": "",
    "other/kept.txt": "",
}
# Keeps what it was given and what it sees, and where.
STARTER = """\
#!/bin/sh
{{ pwd; echo "$@"; cat pants.toml; find . -type f | sort; }} > {seen}
exit {code}
"""


@pytest.fixture(name="runner", scope="module")
def _runner() -> RuleRunner:
    return make_runner(new_module.rules())


def verified(runner: RuleRunner, seen: Path, code: int, *args: str) -> GoalRuleResult:
    """Make a module in a repository whose goals end with an exit code."""
    runner.write_files(FILES)
    starter = Path(runner.build_root, "pants")
    starter.write_text(STARTER.format(seen=seen, code=code), encoding="utf-8")
    starter.chmod(0o755)
    arguments = ['--pantstack-layers=["domain"]']
    given = ["--name=ideas", "--kind=note", "--verify", *args]
    with mock_console(runner.options_bootstrapper):
        return runner.run_goal_rule(NewModule, global_args=arguments, args=given, env_inherit={"PATH"})


def test_a_module_that_does_not_pass(runner: RuleRunner, tmp_path: Path) -> None:
    """The goals ran on it in a copy, and nothing is written; the copy is gone."""
    done = verified(runner, tmp_path / "seen", 3)

    folder, command, *rest = (tmp_path / "seen").read_text(encoding="utf-8").splitlines()
    assert (done.exit_code, done.stdout, done.stderr) == (
        1,
        "",
        (
            "new-module: runs lint check test package modules/ideas:: in a copy of the repository.\n"
            "new-module: The new module does not pass: lint check test package modules/ideas:: ended with 3; nothing was"
            " written.\nFix what it reports above, or leave out --verify.\n"
        ),
    )
    assert not Path(folder).exists()
    assert not Path(runner.build_root, "modules/ideas").exists()
    assert command == "--no-pantsd lint check test package modules/ideas::"
    assert rest == [
        "[GLOBAL]",
        "",
        "[python.resolves]",
        'ideas_core = "3rdparty/python/lockfiles/ideas_core.lock"',
        "./.hidden",
        f"./{KIND}/files/__module__/__BUILD__",
        f"./{KIND}/template.toml",
        "./modules/ideas/BUILD",
        "./modules/ideas/template.lock",
        "./other/kept.txt",
        "./pants",
        "./pants.toml",
    ]


@pytest.mark.parametrize("is_dry", [True, False])
def test_a_module_that_passes(runner: RuleRunner, tmp_path: Path, *, is_dry: bool) -> None:
    """It is written, unless that is only to be shown."""
    done = verified(runner, tmp_path / "seen", 0, *(["--dry-run"] if is_dry else []))

    assert done.exit_code == 0
    assert Path(runner.build_root, "modules/ideas/BUILD").exists() == (not is_dry)
