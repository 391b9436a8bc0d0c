"""`pants adopt`, through Pants' rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.adopt.pants_rules import adopt
from pantstack.adopt.pants_rules.adopt import NOTHING, Adopt
from pantstack.boundaries.pants_rules import validate
from pantstack.boundaries.pants_rules.testing import make_runner
from pantstack.boundaries.pants_rules.validate import Validate

ROOTS = '--source-root-patterns=["/", "/src"]'
PANTS_TOML = """\
[GLOBAL]
# Whoever changes this tells everybody.
pants_version = "2.17.1"
backend_packages = ["pants.backend.python", "pantstack"]
"""
SHOP = {
    "pants.toml": PANTS_TOML,
    ".gitignore": "*.pyc\n/dist/\n",
    "src/acme/orders/__init__.py": '"""Takes orders."""\n',
    "src/acme/orders/api.py": "class Orders: ...\n",
    "src/acme/orders/inner.py": "secret = 1\n",
    "src/acme/shipping/__init__.py": "",
    "src/acme/shipping/core.py": "from acme.orders.api import Orders\n",
    "src/acme/shipping/more.py": "from acme.orders.api import Orders\nfrom acme.orders.inner import secret\n",
}


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A small repository of somebody else."""
    runner = make_runner((*adopt.rules(), *validate.rules()))
    runner.write_files(SHOP)
    return runner


def run(runner: RuleRunner, *args: str) -> GoalRuleResult:
    """Run the goal as a user does."""
    return runner.run_goal_rule(Adopt, global_args=[ROOTS], args=args, env_inherit={"PATH", "HOME"})


def tree(runner: RuleRunner) -> dict[str, bytes]:
    """Every file of the repository."""
    root = Path(runner.build_root)
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {path: file.read_bytes() for path, file in found.items() if not path.startswith((".pants.d", ".pids"))}


PROPOSAL = """\
2 modules with 6 files, 1 facade. 1 private import for the baseline.

src/acme/orders (3 files): Takes orders
  module: it is a part of src/acme, which holds all of the code
  facade: src/acme/orders/api.py: its name suggests a facade, and most files that use the module use it (2 of 2 files)
  names in use: Orders
  depends on: none
  private imports for the baseline: 1

src/acme/shipping (3 files): The package acme.shipping
  module: it is a part of src/acme, which holds all of the code
  facade: none, nothing outside imports it
  depends on: src/acme/orders
  private imports for the baseline: 0

BUILD files:
  src/acme/orders/BUILD (new)
  src/acme/shipping/BUILD (new)

pantstack-baseline.txt: 1 entry for findings that are there already; it can only shrink.
"""
DIFF = """
--- a/.gitignore
+++ b/.gitignore
@@ -1,2 +1,5 @@
 *.pyc
 /dist/
+/.pants.d/
+/.pids/
+/.pantstack/
--- /dev/null
+++ b/src/acme/orders/BUILD
@@ -0,0 +1,6 @@
+pantstack_module(description="Takes orders")
+
+public_facade(
+    name="public",
+    sources=["api.py"],
+)
--- /dev/null
+++ b/src/acme/shipping/BUILD
@@ -0,0 +1,6 @@
+pantstack_module(
+    description="The package acme.shipping",
+    depends_on=[
+        "src/acme/orders",
+    ],
+)
And 1 file:
  pantstack-baseline.txt (new, 4 lines)

Nothing was written; to write it: --write.
"""


def test_what_would_be_written(runner: RuleRunner) -> None:
    """The proposal comes with its reasons and a diff, and nothing is written."""
    before = tree(runner)

    assert run(runner) == GoalRuleResult(0, PROPOSAL + DIFF, "")
    assert tree(runner) == before


def test_written_once(runner: RuleRunner) -> None:
    """What was shown is written, the repository is green by it, and a second run has nothing to do."""
    written = run(runner, "--write")
    once = tree(runner)
    again = run(runner, "--write")
    green = runner.run_goal_rule(Validate, global_args=[ROOTS], args=["::"], env_inherit={"PATH", "HOME"})

    assert written == GoalRuleResult(
        0,
        f"""{PROPOSAL}
Wrote:
  .gitignore (changed, 5 lines)
  pantstack-baseline.txt (new, 4 lines)
  src/acme/orders/BUILD (new, 6 lines)
  src/acme/shipping/BUILD (new, 6 lines)
""",
        "",
    )
    assert (again, tree(runner)) == (GoalRuleResult(0, NOTHING, ""), once)
    assert green == GoalRuleResult(
        0,
        "3 imports in 6 files of 2 modules checked; baseline: 1 entry hides 1 finding here.\n",
        "",
    )


@pytest.mark.parametrize(
    ("files", "args", "code", "message"),
    [
        (
            {"src/acme/orders/BUILD": "x = = 1\n"},
            ["--write"],
            2,
            "adopt: src/acme/orders/BUILD:1 This BUILD file cannot be read: invalid syntax.\n  Correct it there.\n",
        ),
        (
            {"src/acme/orders/BUILD": "pantstack_module(description='x', depends_on=['src/acme/x'])\n"},
            ["--write"],
            2,
            "adopt: src/acme/orders/BUILD:1 Unknown module `src/acme/x` in depends_on.\n  Did you mean `src/acme/orders`?\n",
        ),
        (
            {"pants.toml": '[GLOBAL]\npants_version = "2.17.1"\nbackend_packages = "pantstack"\n'},
            ["--write"],
            2,
            (
                "adopt: pants.toml:3 [GLOBAL].backend_packages is not a plain list of strings, so nothing is added to"
                " it.\n  Write it as a list with pants.backend.python and pantstack, then run again.\n"
            ),
        ),
        (
            {".pantstack": "a file of mine\n"},
            ["--write"],
            1,
            (
                "adopt: Cannot write `.pantstack/unfinished-write.json`: File exists; nothing was written.\n"
                "  Make its folder writable, or move away what is there, then run the same command again.\n"
            ),
        ),
        ({}, ["--stage=all"], 2, "adopt: Unknown stage `all`.\n  Use any of: boundaries, scaffold, deploy.\n"),
        (
            {},
            ["--source=deptry"],
            2,
            (
                "adopt: Unknown source `deptry`.\n"
                "  Use one of: auto, tach, import-linter, polylith, pants-visibility, none.\n"
            ),
        ),
        ({}, ["--depth=-1"], 2, "adopt: --depth cannot be negative.\n  Write 1 or more, or leave it out.\n"),
        (
            {},
            ["::"],
            2,
            "adopt: Targets have no meaning here: it is about the whole repository.\n  Write: pants adopt\n",
        ),
    ],
)
def test_refusals(runner: RuleRunner, files: dict[str, str], args: list[str], code: int, message: str) -> None:
    """A refusal says what is wrong, where, and what to do, and writes nothing."""
    runner.write_files(files)
    before = tree(runner)

    assert run(runner, *args) == GoalRuleResult(code, "", message)
    assert tree(runner) == before
