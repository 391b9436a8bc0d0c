"""`pants adopt`, through Pants' rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.adopt.pants_rules import adopt
from pantstack.adopt.pants_rules.adopt import NOTHING, Adopt
from pantstack.base import shipped
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
    ".pants.bootstrap": shipped.read(".pants.bootstrap")[".pants.bootstrap"].decode(),
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


def run(runner: RuleRunner, *args: str, options: Sequence[str] = ()) -> GoalRuleResult:
    """Run the goal as a user does; options are what pants.toml would have, which tests do not read."""
    return runner.run_goal_rule(Adopt, global_args=[ROOTS, *options], args=args, env_inherit={"PATH", "HOME"})


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


def test_what_the_launcher_brings_along(runner: RuleRunner) -> None:
    """Files of `pantstack init` are no part of the proposal."""
    launcher = {path: text.decode() for path, text in shipped.read("build-support").items()}
    runner.write_files(launcher)

    assert run(runner) == GoalRuleResult(0, PROPOSAL + DIFF, "")


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
            {"src/acme/orders/BUILD": "\nnothing()\n"},
            ["--write"],
            2,
            "adopt: src/acme/orders/BUILD:2 Name 'nothing' is not defined.\n  Correct it there, then run again.\n",
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
                "  Use one of: auto, tach, polylith, import-linter, pants-visibility, none.\n"
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


def test_a_link_out_of_the_repository(runner: RuleRunner) -> None:
    """A link that Pants cannot read ends with its path and what to do, not with a traceback."""
    Path(runner.build_root, "src/acme/link").symlink_to("/nowhere")

    assert run(runner, "--write") == GoalRuleResult(
        2,
        "",
        "adopt: src/acme/link: Pants follows no link to an absolute path, here /nowhere.\n"
        "  Delete it, point it into the repository by a relative path, or keep Pants away from it:"
        ' pants_ignore.add = ["/src/acme/link"] below [GLOBAL] in pants.toml.\n',
    )


def test_what_no_baseline_hides(runner: RuleRunner) -> None:
    """What fails the lint after it all the same is listed, each kind with what to do, and the lint says the same."""
    runner.write_files({"src/acme/orders/bad.py": "def f(:\n", "src/acme/shipping/null.py": "a = 1\0\n"})
    shown = run(runner, "--write").stdout
    after = runner.run_goal_rule(Validate, global_args=[ROOTS], args=["::"], env_inherit={"PATH", "HOME"})
    start = shown.index("No baseline")

    assert shown[start : shown.index("Wrote:")] == (
        "No baseline hides these: `pants lint ::` fails until they are fixed.\n"
        "  src/acme/orders/bad.py:1:7 unparsable-file This file could not be parsed completely: it is not Python.\n"
        "  src/acme/shipping/null.py:1:6 unparsable-file This file could not be parsed completely: it has a null byte.\n"
        "  Fix the file; if it is data, let a files() or resources() target own it, and no Python target.\n\n"
    )
    assert after.exit_code == 1
    assert [line.split()[1] for line in after.stdout.splitlines() if line.startswith("src/")] == ["unparsable-file"] * 2


LAYERS = '--pantstack-layers=["web", "domain"]'
TACH = """\
layers = ["web", "domain"]
source_roots = ["src"]

[[modules]]
path = "acme.orders"
layer = "domain"
depends_on = []

[[modules]]
path = "acme.shipping"
layer = "web"
depends_on = [{ path = "acme.orders", deprecated = true }]

[[modules]]
path = "acme.clock"
depends_on = []
utility = true

[[interfaces]]
expose = ["api.*"]
from = ["acme.orders"]
"""
FROM_TACH = """\
3 modules from tach.toml (tach), 1 of them one file; 2 layers.

Not carried over (1):
  tach.toml:12 That `acme.orders` is deprecated is not carried over: it may be used without a warning. Delete it from `depends_on` to get a finding for each use, and a baseline for those there are.

pantstack-baseline.txt: 1 entry for findings that are there already; it can only shrink.

--- a/.gitignore
+++ b/.gitignore
@@ -1,2 +1,5 @@
 *.pyc
 /dist/
+/.pants.d/
+/.pids/
+/.pantstack/
--- a/pants.toml
+++ b/pants.toml
@@ -2,3 +2,9 @@
 # Whoever changes this tells everybody.
 pants_version = "2.17.1"
 backend_packages = ["pants.backend.python", "pantstack"]
+
+[pantstack]
+layers = ["web", "domain"]
+
+[pantstack-lint]
+type_checking = false
--- /dev/null
+++ b/src/acme/BUILD
@@ -0,0 +1,6 @@
+pantstack_module(
+    name="clock",
+    description="The code in src/acme/clock.py",
+    file="clock.py",
+    utility=True,
+)
--- /dev/null
+++ b/src/acme/orders/BUILD
@@ -0,0 +1,5 @@
+pantstack_module(
+    description="Takes orders",
+    layer="domain",
+    public=["api.py"],
+)
--- /dev/null
+++ b/src/acme/shipping/BUILD
@@ -0,0 +1,8 @@
+pantstack_module(
+    description="The code in src/acme/shipping",
+    layer="web",
+    depends_on=[
+        "src/acme/orders",
+    ],
+    public=["**"],
+)
And 1 file:
  pantstack-baseline.txt (new, 4 lines)

Nothing was written; to write it: --write.
"""


def test_what_another_tool_declares(runner: RuleRunner) -> None:
    """Its modules take the place of guesses, with a list of what is not carried over, and are declared once."""
    runner.write_files({"tach.toml": TACH, "src/acme/clock.py": "now = 1\n"})
    shown = run(runner)
    run(runner, "--write")
    once = tree(runner)
    again = run(runner, "--write", options=[LAYERS])
    green = runner.run_goal_rule(Validate, global_args=[ROOTS, LAYERS], args=["::"], env_inherit={"PATH", "HOME"})

    assert shown == GoalRuleResult(0, FROM_TACH, "")
    assert (again, tree(runner)) == (GoalRuleResult(0, NOTHING, ""), once)
    assert (green.exit_code, green.stderr) == (0, "")
    assert green.stdout.startswith("3 imports in 7 files of 3 modules checked; ")


def test_a_choice_of_sources(runner: RuleRunner) -> None:
    """The one that says more is taken, the other is named, and each can be requested, or none."""
    contract = "[importlinter]\nroot_package = acme\n[importlinter:contract:a]\nname = a\ntype = independence\n"
    runner.write_files(
        {"tach.toml": TACH, ".importlinter": f"{contract}modules =\n    acme.orders\n    acme.shipping\n"}
    )
    heads = {
        source: run(runner, f"--source={source}").stdout.splitlines()[0]
        for source in ("auto", "import-linter", "tach", "none")
    }

    assert heads == {
        "auto": (
            ".importlinter declares modules too; it is not taken, since tach.toml says more of them:"
            " --source=import-linter takes it instead."
        ),
        "import-linter": "2 modules from .importlinter (import-linter); 0 layers.",
        "tach": "2 modules from tach.toml (tach); 2 layers.",
        "none": "2 modules with 6 files, 1 facade. 1 private import for the baseline.",
    }


@pytest.mark.parametrize(
    ("files", "args", "message"),
    [
        (
            {},
            ["--source=polylith"],
            (
                "adopt: There are no declarations of polylith.\n"
                "  It is looked for in **/workspace.toml, **/pyproject.toml. Leave out --source to take what there is.\n"
            ),
        ),
        (
            {"tach.toml": TACH},
            ["--depth=1"],
            (
                "adopt: --under and --depth guess modules, and tach.toml declares them.\n"
                "  Leave them out, or guess all the same: --source=none.\n"
            ),
        ),
        (
            {"tach.toml": TACH.replace("src", "lib"), "lib/acme/orders/api.py": "", "lib/acme/shipping/x.py": ""},
            [],
            (
                "adopt: tach imports from `lib`, which is no source root of Pants here.\n"
                '  Add "/lib" to root_patterns in the section [source] of pants.toml, then run again.\n'
            ),
        ),
        (
            {"tach.toml": "[[modules]]\npath = "},
            [],
            "adopt: tach.toml:2 This file is not valid TOML: it ends too early.\n  Correct it there.\n",
        ),
    ],
)
def test_sources_that_are_refused(runner: RuleRunner, files: dict[str, str], args: list[str], message: str) -> None:
    """The error says what is wrong and what to do, and nothing is written."""
    runner.write_files(files)
    before = tree(runner)

    assert run(runner, *args, "--write") == GoalRuleResult(2, "", message)
    assert tree(runner) == before


def test_a_large_repository(runner: RuleRunner) -> None:
    """Two thousand files, source roots in source roots, a folder `modules` of one's own and no git: one proposal."""
    names = [f"part{number}" for number in range(40)]
    runner.write_files(
        {
            f"modules/{name}/file{number}.py": f"from modules.part{number % 40}.file0 import x\n"
            if number
            else "x = 1\n"
            for name in names
            for number in range(50)
        }
    )
    roots = '--source-root-patterns=["/", "/src", "/src/acme"]'
    written = run(runner, "--write", options=[roots])
    once = tree(runner)
    green = runner.run_goal_rule(Validate, global_args=[roots], args=["::"], env_inherit={"PATH", "HOME"})

    assert written.stdout.splitlines()[0] == (
        "41 modules with 2006 files, 40 facades. 0 private imports for the baseline."
    )
    assert (run(runner, "--write", options=[roots]), tree(runner)) == (GoalRuleResult(0, NOTHING, ""), once)
    assert (green.exit_code, green.stderr) == (0, "")


PARTS = [f"part{number:02}" for number in range(60)]
LARGE_TACH = 'source_roots = ["src"]\n' + "".join(
    f"""
[[modules]]
path = "acme.{name}"
depends_on = [{{ path = "acme.{PARTS[number - 1]}", deprecated = true }}]
"""
    if number
    else f'\n[[modules]]\npath = "acme.{name}"\ndepends_on = []\n'
    for number, name in enumerate(PARTS)
)
CONTRACTS = "[importlinter]\nroot_package = acme\n" + "".join(
    f"""
[importlinter:contract:{number}]
name = {number}
type = forbidden
source_modules = acme.{PARTS[number]}
forbidden_modules = acme.{PARTS[number + 10]}
    requests
"""
    for number in range(10)
)


@pytest.mark.parametrize(
    ("path", "text", "head", "notes"),
    [
        ("tach.toml", LARGE_TACH, "60 modules from tach.toml (tach); 0 layers.", 59),
        (".importlinter", CONTRACTS, "20 modules from .importlinter (import-linter); 0 layers.", 20),
    ],
)
def test_many_declarations(runner: RuleRunner, path: str, text: str, head: str, notes: int) -> None:
    """Each that is not carried over is listed with its line, and the repository is green by the others."""
    previous = {name: PARTS[number - 1] for number, name in enumerate(PARTS)}
    files = {f"src/acme/{name}/a.py": f"from acme.{previous[name]}.a import x\nx = 1\n" for name in PARTS}
    runner.write_files({path: text, **files})
    written = run(runner, "--write")
    green = runner.run_goal_rule(Validate, global_args=[ROOTS], args=["::"], env_inherit={"PATH", "HOME"})
    lines = written.stdout.splitlines()
    listed = lines[3 : lines.index("", 3)]

    assert (written.exit_code, written.stderr, lines[0], lines[2]) == (0, "", head, f"Not carried over ({notes}):")
    assert [line for line in listed if not re.match(rf"  {re.escape(path)}:\d+ \S", line)] == []
    assert len(listed) == notes
    assert (green.exit_code, green.stderr) == (0, "")
