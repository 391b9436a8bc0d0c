"""`pants validate`, `pants modules` and `pants fix`, through Pants' rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from pants.core.goals import fix as fix_goal
from pants.core.goals.fix import Fix
from pants.engine.goal import Goal
from pants.engine.rules import Rule
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.boundaries.checks import pages
from pantstack.boundaries.pants_rules import fix, modules, validate
from pantstack.boundaries.pants_rules.modules import Modules
from pantstack.boundaries.pants_rules.testing import OPTIONS, make_runner
from pantstack.boundaries.pants_rules.validate import Validate
from pantstack.boundaries.policy.baseline import HEADER

ORDERS: Mapping[str, str] = {
    "modules/orders/BUILD": "pantstack_module(description='Takes orders', layer='domain')\n",
    "modules/orders/service/core.py": "class OrdersClient: ...\ndef generate_id(): ...\n",
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/__init__.py": "from ..service.core import OrdersClient\n__all__ = ['OrdersClient']\n",
}
SHIPPING: Mapping[str, str] = {
    "modules/shipping/BUILD": "pantstack_module(\n    description='Ships',\n    depends_on=['modules/orders'],\n)\n",
    "modules/shipping/core.py": "from modules.orders.public import OrdersClient\n",
}
PRIVATE = "from modules.orders.service.core import OrdersClient, generate_id  # for now\n"


def extra_rules() -> tuple[Rule, ...]:
    """The goals, and Pants' own that they need."""
    return (*fix.rules(), *validate.rules(), *modules.rules(), *fix_goal.rules())


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """Two clean modules."""
    runner = make_runner(extra_rules())
    runner.write_files({**ORDERS, **SHIPPING})
    return runner


MISTAKE = "1 error in declarations or configuration; nothing was checked.\n  Fix it and run again.\n"


def run(runner: RuleRunner, goal: type[Goal], *args: str, specs: tuple[str, ...] = ()) -> GoalRuleResult:
    """Run a goal as a user does."""
    return runner.run_goal_rule(
        goal, global_args=OPTIONS, args=(*args, *specs), env_inherit={"PATH", "PYENV_ROOT", "HOME"}
    )


def text(runner: RuleRunner, path: str) -> str:
    """A file of the repository."""
    return Path(runner.build_root, path).read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [(), ("--init",), ("--sync",), ("--baseline",)])
def test_modules_of_a_broken_build_file(runner: RuleRunner, options: tuple[str, ...]) -> None:
    """Whatever it was to do, it names the file, and so it does where Pants takes a template for a BUILD file."""
    runner.write_files({"templates/BUILD.j2": "x(\n    {{ a }},\n    {% if b %}\n)\n"})

    assert run(runner, Modules, *options) == GoalRuleResult(
        2, "", "templates/BUILD.j2:3 This BUILD file cannot be read: invalid syntax.\n  Correct it there.\n"
    )


def test_validate_is_clean(runner: RuleRunner) -> None:
    """A clean selection ends with exit code 0 and the proof of what was checked."""
    result = run(runner, Validate, specs=("modules/shipping::",))

    assert result == GoalRuleResult(0, "1 import in 1 file of 1 module checked.\n", "")


def test_validate_finds(runner: RuleRunner) -> None:
    """A finding ends with exit code 1; with a format for tools the words for people are on standard error."""
    runner.write_files({"modules/shipping/core.py": "from modules.orders.service import core\n"})
    result = run(runner, Validate, "--pantstack-format=github", specs=("modules/shipping::",))

    assert result == GoalRuleResult(
        1,
        "",
        "modules/shipping/core.py:1:36 private-import `modules.orders.service.core` is internal to `modules/orders`.\n"
        "  modules/orders/public/BUILD:1 declares what is public there.\n"
        "  Import from `modules.orders.public` instead (it exports OrdersClient).\n"
        "1 finding (private-import): see `pants validate --explain=private-import` for what it means.\n"
        "1 import in 1 file of 1 module checked.\n",
    )


_AGAIN = "  Correct it there, then run again.\n"


@pytest.mark.parametrize(
    ("files", "out", "err"),
    [
        (
            {"modules/shipping/BUILD": "pantstack_module(\n    description='x'\n)x\n"},
            "",
            "modules/shipping/BUILD:3 This BUILD file cannot be read: invalid syntax.\n  Correct it there.\n",
        ),
        (
            {"modules/shipping/BUILD": "\npantstack_module(description='x', depends_on=['modules/order'])\n"},
            (
                "modules/shipping/BUILD:2 Unknown module `modules/order` in depends_on.\n"
                "  Did you mean `modules/orders`?\n" + MISTAKE
            ),
            "",
        ),
        (
            {"modules/shipping/BUILD": "\npantstack_modul(description='x')\n"},
            "",
            (
                "modules/shipping/BUILD:2 Name 'pantstack_modul' is not defined. Did you mean pantstack_module?\n"
                + _AGAIN
            ),
        ),
        (
            {"modules/shipping/BUILD": "pantstack_module(description='')\n"},
            "",
            (
                "modules/shipping/BUILD:1: modules/shipping:shipping: `description` is empty."
                " Say in one sentence what the module is for.\n" + _AGAIN
            ),
        ),
        (
            {"pantstack-baseline.txt": "<<<<<<< HEAD\n"},
            (
                "pantstack-baseline.txt:1 A merge left a conflict marker in the baseline.\n"
                "  Keep the entries of both sides, delete the markers, then run `./pants modules --baseline`.\n"
                + MISTAKE
            ),
            "",
        ),
        (
            {"BUILD": "\npantstack_module(name='root', description='x')\n"},
            (
                "BUILD:2 The root of the repository cannot be a module.\n"
                "  Declare the directories below it, one by one: `./pants modules --init` proposes some.\n" + MISTAKE
            ),
            "",
        ),
    ],
    ids=["syntax", "unknown dependency", "typo", "wrong field", "conflict in the baseline", "module at the root"],
)
def test_validate_refuses(runner: RuleRunner, files: dict[str, str], out: str, err: str) -> None:
    """A mistake in a BUILD file or in configuration ends with exit code 2, its place and what to do."""
    runner.write_files(files)

    assert run(runner, Validate, specs=("modules/shipping::",)) == GoalRuleResult(2, out, err)


def test_pages_of_codes(runner: RuleRunner) -> None:
    """Each page is shown as it is; for a code that there is not, the nearest one."""
    shown = run(runner, Validate, "--explain=private-import,stale-baseline")

    assert shown == GoalRuleResult(0, f"{pages.text('private-import')}\n{pages.text('stale-baseline')}", "")
    assert shown.stdout.startswith("# private-import\n\n## What it finds\n\n")
    assert run(runner, Validate, "--explain=private-imports", specs=("::",)) == GoalRuleResult(
        2, "", "validate: Unknown code `private-imports`.\n  Did you mean `private-import`?\n"
    )


def _not_followed(path: str, where: str) -> str:
    return (
        f"{path}: Pants follows no link {where}.\n"
        "  Delete it, point it into the repository by a relative path, or keep Pants away from it:"
        f' pants_ignore.add = ["/{path}"] below [GLOBAL] in pants.toml.\n'
    )


@pytest.mark.parametrize(
    ("goal", "specs"), [(Validate, ("modules/shipping::",)), (Modules, ()), (Modules, ("--init",))]
)
def test_links_that_are_not_followed(runner: RuleRunner, goal: type[Goal], specs: tuple[str, ...]) -> None:
    """Exit code 2 and two lines for each link that Pants cannot read, not the way that its engine took."""
    root = Path(runner.build_root)
    (root / "modules/link").symlink_to(root)
    (root / "modules/orders/out.py").symlink_to("../../../out.py")
    (root / "modules/orders/gone.py").symlink_to("nowhere.py")
    expected = _not_followed("modules/link", f"to an absolute path, here {root}") + _not_followed(
        "modules/orders/out.py", "out of the repository, here to ../../../out.py"
    )

    assert run(runner, goal, specs=specs) == GoalRuleResult(2, "", expected)


def test_links_that_are_ignored() -> None:
    """A link that Pants ignores, and one into the repository, are no errors."""
    runner = make_runner(extra_rules(), ["--pants-ignore=['/out.py']"])
    runner.write_files({**ORDERS, **SHIPPING})
    root = Path(runner.build_root)
    (root / "out.py").symlink_to("/out.py")
    (root / "modules/orders/same.py").symlink_to("service/core.py")
    result = run(runner, Validate, specs=("::",))

    assert (result.exit_code, result.stderr) == (0, "")


_UNSEEN = "is not a path of a file that Pants can see"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        *((path, _UNSEEN) for path in ("", ".", "../b.txt", "/var/b.txt", ".hidden")),
        ("modules", "is a directory"),
        ("a*.txt", "has a character that paths of this kind cannot have"),
    ],
)
def test_a_baseline_that_cannot_be(runner: RuleRunner, path: str, why: str) -> None:
    """A path that no baseline can have is a mistake for every goal, and nothing is written."""
    option = f"--pantstack-lint-baseline={path}"
    expected = (
        f"--pantstack-lint-baseline: `{path}` in [pantstack-lint].baseline {why}.\n"
        "  Name a file below the root of the repository, such as pantstack-baseline.txt.\n"
    )

    assert run(runner, Validate, option, "::") == GoalRuleResult(2, expected + MISTAKE, "")
    assert run(runner, Modules, option, "--baseline") == GoalRuleResult(2, "", expected)


def test_a_mistake_in_a_flag(runner: RuleRunner) -> None:
    """An error names the flag that has it, not a file."""
    result = run(runner, Modules, "--pantstack-lint-severities={'private-import': 'no'}")

    assert result == GoalRuleResult(
        2,
        "",
        "--pantstack-lint-severities: `private-import` in [pantstack-lint].severities: unknown severity `no`.\n"
        "  Use one of error, warning, off.\n",
    )


def test_a_mistake_in_a_reader_of_strings(runner: RuleRunner) -> None:
    """A reader that cannot be read is an error for every goal that checks, wherever it is set."""
    runner.write_files(
        {"pants.toml": '[pantstack-lint]\nstring_readers = [\n    "acme.load(name)",\n    "acme.load",\n]\n'}
    )
    expected = (
        "{} `acme.{}` in [pantstack-lint].string_readers cannot be read.\n"
        '  Write a function with the parameters that it reads, such as "acme.plugins.load(name)", or a plain name.\n'
    )

    in_file = run(runner, Modules, "--pantstack-lint-string-readers=['acme.load(name)', 'acme.load']")
    flag = run(runner, Validate, "--pantstack-lint-string-readers=['acme.open()']", "::")

    assert in_file == GoalRuleResult(2, "", expected.format("pants.toml:4", "load"))
    assert flag == GoalRuleResult(2, expected.format("--pantstack-lint-string-readers:", "open()") + MISTAKE, "")


def test_a_mistake_in_a_variable(runner: RuleRunner) -> None:
    """An error names the variable that has it, and layers are listed once."""
    result = runner.run_goal_rule(
        Modules, env={"PANTS_PANTSTACK_LAYERS": "['domain', 'domain']"}, env_inherit={"PATH", "PYENV_ROOT", "HOME"}
    )

    assert result == GoalRuleResult(
        2,
        "",
        "PANTS_PANTSTACK_LAYERS: `domain` is listed twice in [pantstack].layers.\n  Keep one: each layer has one place.\n",
    )


def test_modules_as_json(runner: RuleRunner) -> None:
    """What exists and who uses whom comes as a document."""
    result = run(runner, Modules, "--format=json")
    document = json.loads(result.stdout)

    assert (result.exit_code, result.stderr) == (0, "")
    assert [module["path"] for module in document["nodes"]] == ["modules/orders", "modules/shipping"]


def test_formats_of_every_goal(runner: RuleRunner) -> None:
    """`--format=text` is for people and `--format=json` for tools, wherever a goal of ours has it."""
    table, as_text = run(runner, Modules), run(runner, Modules, "--format=text")
    assert (as_text, table.exit_code) == (table, 0)

    plain, as_text = run(runner, Validate, specs=("::",)), run(runner, Validate, "--format=text", specs=("::",))
    assert (as_text, plain.exit_code) == (plain, 0)
    result = run(runner, Validate, "--format=json", "--output=out/report.json", specs=("::",))
    assert result == plain
    assert json.loads(text(runner, "out/report.json"))["summary"]["modules"] == 2

    assert run(runner, Validate, "--format=pdf", specs=("::",)) == GoalRuleResult(
        2, "", f"--validate-format: Unknown format `pdf`.\n  Use one of: text, json, sarif, github.\n{MISTAKE}"
    )


@pytest.mark.parametrize("flag", ["--sync", "--baseline"])
def test_nothing_is_declared(flag: str) -> None:
    """Declarations that do not exist are not kept true, and nothing is written."""
    runner = make_runner(extra_rules())
    runner.write_files({"src/x.py": ""})

    assert run(runner, Modules) == GoalRuleResult(0, "No modules are declared; `pants adopt` proposes some.\n", "")
    assert run(runner, Modules, flag) == GoalRuleResult(
        2,
        "",
        (
            f"modules: No modules are declared, so {flag} has nothing to write.\n"
            "  Declare some first: pants adopt shows a proposal, and with --write writes it.\n"
        ),
    )
    assert not Path(runner.build_root, "pantstack-baseline.txt").exists()


def test_modules_of_an_inactive_backend(runner: RuleRunner) -> None:
    """A target of a backend that is not active is found at its place, with the command that adds the backend."""
    runner.write_files({"modules/orders/BUILD": f"{ORDERS['modules/orders/BUILD']}docker_image(name='docker')\n"})

    assert run(runner, Modules) == GoalRuleResult(
        2,
        "",
        (
            "modules/orders/BUILD:2 `docker_image` is of the backend `pants.backend.docker`, which is not active.\n"
            "  Add it to backend_packages in pants.toml: pants adopt --stage=scaffold --write\n"
        ),
    )


def test_modules_by_name(runner: RuleRunner) -> None:
    """The part of a module is the module and those that it uses or is used by; the table has its row alone."""
    whole = run(runner, Modules).stdout.splitlines()
    table = run(runner, Modules, "//shipping")
    document = json.loads(run(runner, Modules, "--format=json", "modules/shipping").stdout)

    assert (table.exit_code, table.stderr) == (0, "")
    assert [line.split() for line in table.stdout.splitlines()[:-2]] == [
        line.split() for line in whole if line.startswith(("MODULE", "modules/shipping"))
    ]
    assert table.stdout.splitlines()[-1] == "1 module, 1 use, 0 findings."
    assert [module["path"] for module in document["nodes"]] == ["modules/orders", "modules/shipping"]
    assert run(runner, Modules, "//shiping") == GoalRuleResult(
        2, "", "modules: shiping: there is no such module.\n  Did you mean `modules/shipping`?\n"
    )


def test_modules_to_a_file(runner: RuleRunner) -> None:
    """A view goes to a file, whole."""
    result = run(runner, Modules, "--format=html", "--output=out/modules.html")

    assert result == GoalRuleResult(0, "Wrote out/modules.html.\n", "")
    assert text(runner, "out/modules.html").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("--format=pdf",), "modules: Unknown format `pdf`.\n  Use one of: table, json, mermaid, dot, html.\n"),
        (("--sync", "--init"), "modules: --init and --sync exclude each other.\n  Leave one of them out.\n"),
        (
            ("--init", "--write", "--dry-run"),
            "modules: --write and --dry-run exclude each other.\n  Leave one of them out.\n",
        ),
        (("--write",), "modules: --write belongs to --init.\n  Add --init, or leave it out.\n"),
        (
            ("--sync", "modules::"),
            "modules: Modules have no meaning with --sync: it is about the whole repository.\n  Leave them out.\n",
        ),
        (
            ("--format=dot", "--output=modules/orders"),
            "modules: Cannot write `modules/orders`: Is a directory.\n  Name a file that can be written.\n",
        ),
    ],
)
def test_wrong_usage_of_modules(runner: RuleRunner, args: tuple[str, ...], expected: str) -> None:
    """Wrong usage is an error of two lines."""
    assert run(runner, Modules, *args) == GoalRuleResult(2, "", expected)


def test_sync(runner: RuleRunner) -> None:
    """What is missing is declared, what is unused goes, and the diff is printed first."""
    runner.write_files(
        {
            "modules/orders/BUILD": "pantstack_module(description='Takes orders', depends_on=['modules/shipping'])\n",
            "modules/shipping/BUILD": "pantstack_module(description='Ships')  # a comment\n",
        }
    )
    dry = run(runner, Modules, "--sync", "--dry-run")
    assert text(runner, "modules/shipping/BUILD") == "pantstack_module(description='Ships')  # a comment\n"
    result = run(runner, Modules, "--sync")

    after = "pantstack_module(description='Ships', depends_on=['modules/orders'])  # a comment\n"
    assert text(runner, "modules/shipping/BUILD") == after
    assert text(runner, "modules/orders/BUILD") == "pantstack_module(description='Takes orders', depends_on=[])\n"
    diff = (
        "--- a/modules/orders/BUILD\n+++ b/modules/orders/BUILD\n@@ -1 +1 @@\n"
        "-pantstack_module(description='Takes orders', depends_on=['modules/shipping'])\n"
        "+pantstack_module(description='Takes orders', depends_on=[])\n"
        "--- a/modules/shipping/BUILD\n+++ b/modules/shipping/BUILD\n@@ -1 +1 @@\n"
        "-pantstack_module(description='Ships')  # a comment\n"
        f"+{after}"
    )
    assert dry == GoalRuleResult(0, f"{diff}Nothing was written; to write it: leave out --dry-run.\n", "")
    assert result == GoalRuleResult(0, f"{diff}Wrote modules/orders/BUILD, modules/shipping/BUILD.\n", "")


def test_sync_of_consumers(runner: RuleRunner) -> None:
    """A module with resolves of its own is listed where it needs a facade, and no longer where it does not."""
    resolves = [f'{name}_{kind} = "x.lock"' for name in ("orders", "shipping") for kind in ("core", "api", "test")]
    own = "parametrize('shipping_core', 'shipping_api', 'shipping_test')"
    build, core = "modules/orders/public/BUILD", "modules/shipping/core.py"
    runner.write_files(
        {
            "pants.toml": "\n".join(("[python.resolves]", *resolves, "")),
            "modules/shipping/BUILD": f"{SHIPPING['modules/shipping/BUILD']}python_sources(name='lib', resolve={own})\n",
            build: "public_facade(resolve=consumer_resolves())\n",
        }
    )
    checked = run(runner, Validate, specs=("::",))
    added = run(runner, Modules, "--sync")
    listed = text(runner, build)
    runner.write_files({core: ""})
    removed = run(runner, Modules, "--sync")

    assert checked.stdout.splitlines()[:3] == [
        f"{build}:1:23 missing-consumer-resolves `modules/shipping` needs this target in its resolves.",
        f"  {core}:1 imports it.",
        '  Add "modules/shipping" to consumer_resolves here, or run `./pants modules --sync`.',
    ]
    assert added.stdout.splitlines()[-1] == f"Wrote {build}."
    assert listed == 'public_facade(resolve=consumer_resolves("modules/shipping"))\n'
    assert removed.stdout.splitlines()[-1] == f"Wrote {build}, modules/shipping/BUILD."
    assert text(runner, build) == "public_facade(resolve=consumer_resolves())\n"
    assert run(runner, Validate, specs=("::",)).exit_code == 0


def test_sync_and_libraries(runner: RuleRunner) -> None:
    """What a library may have is neither declared nor found, and what is generated in a facade is used like a file."""
    path = "modules/shipping/core.py"
    runner.write_files(
        {
            "docker/BUILD": "pantstack_module(description='Images')\n",
            "docker/build_all.py": "",
            "modules/orders/public/orders.proto": "",
            "src/acme/billing/BUILD": "pantstack_module(description='Bills')\n",
            "src/acme/billing/core.py": "",
            path: (
                "import docker.errors\n"
                "from acme.common import Settings\n"
                "from docker import DockerClient\n"
                "from modules.orders.public.orders_pb2 import Order\n"
            ),
        }
    )
    result = run(runner, Modules, "--sync")

    assert (result.exit_code, result.stdout) == (
        0,
        "Every depends_on and every list of consumer_resolves matches what is used.\n",
    )
    assert run(runner, Validate, specs=(path,)).exit_code == 0


def test_the_life_of_a_baseline(runner: RuleRunner) -> None:
    """It takes what is there, hides it, refuses to grow, and shrinks."""
    planted = "from modules.orders.service import core\n"
    runner.write_files(
        {"modules/shipping/core.py": planted, "modules/shipping/BUILD": "pantstack_module(description='x')\n"}
    )
    made = run(runner, Modules, "--baseline")
    assert made == GoalRuleResult(0, "pantstack-baseline.txt: 1 entry, 0 before.\nWrote pantstack-baseline.txt.\n", "")
    assert text(runner, "pantstack-baseline.txt").splitlines()[-1] == (
        '["private-import", "modules/shipping/core.py", "modules.orders.service.core"]'
    )
    hidden = run(runner, Validate, specs=("modules/shipping::",))
    assert hidden == GoalRuleResult(
        0,
        "1 import in 1 file of 1 module checked; baseline: 1 entry hides 1 finding here.\n",
        "",
    )

    runner.write_files({"modules/shipping/more.py": planted})
    grown = run(runner, Modules, "--baseline")
    assert grown == GoalRuleResult(
        1,
        "pantstack-baseline.txt: nothing to change.\n",
        "modules: New findings are not added to the baseline.\n"
        "  Fix them (`./pants lint ::` shows them), or suppress them inline: # pantstack: ignore[code] reason\n",
    )

    runner.write_files({"modules/shipping/more.py": "", "modules/shipping/core.py": ""})
    stale = run(runner, Validate, specs=("::",))
    assert stale == GoalRuleResult(
        1,
        "pantstack-baseline.txt:4:1 stale-baseline `private-import` for `modules.orders.service.core` is no longer"
        " found in `modules/shipping/core.py`.\n"
        "  This entry hides nothing now, and would hide it if it came back.\n"
        "  Run `./pants modules --baseline`: it drops the entry.\n"
        "1 finding (stale-baseline): see `pants validate --explain=stale-baseline` for what it means.\n"
        "1 import in 4 files of 2 modules checked; baseline: 1 entry hides 0 findings here.\n",
        "",
    )
    shrunk = run(runner, Modules, "--baseline")
    assert shrunk == GoalRuleResult(
        0, "pantstack-baseline.txt: 0 entries, 1 before.\nWrote pantstack-baseline.txt.\n", ""
    )


def test_init(runner: RuleRunner) -> None:
    """A tree without declarations gets them, and a baseline that makes it green."""
    runner = make_runner(extra_rules())
    runner.write_files(
        {
            "src/acme/orders/__init__.py": '"""Takes orders."""\n',
            "src/acme/orders/api.py": "class Orders: ...\n",
            "src/acme/orders/inner.py": "secret = 1\n",
            "src/acme/shipping/__init__.py": "",
            "src/acme/shipping/core.py": "from acme.orders.api import Orders\n",
            "src/acme/shipping/more.py": "from acme.orders.api import Orders\nfrom acme.orders.inner import secret\n",
        }
    )
    proposed = run(runner, Modules, "--init")
    written = run(runner, Modules, "--init", "--write")
    green = run(runner, Validate, specs=("::",))

    proposal, _, baseline = written.stdout.rpartition("\npantstack-baseline.txt: ")
    files = ("pantstack-baseline.txt", "src/acme/orders/BUILD", "src/acme/shipping/BUILD")
    entries = "1 entry for findings that are there already; it can only shrink.\n"
    assert proposed == GoalRuleResult(
        0, f"{proposal}\n{files[0]}: {entries}Nothing was written; to write it: --write.\n", ""
    )
    assert (written.exit_code, baseline, written.stderr) == (0, f"{entries}Wrote {', '.join(files)}.\n", "")
    assert proposal.splitlines()[0] == ("2 modules with 6 files, 1 facade. 1 private import for the baseline.")
    assert [text(runner, path) for path in files] == [
        f'{HEADER}["private-import", "src/acme/shipping/more.py", "acme.orders.inner:secret"]\n',
        'pantstack_module(description="Takes orders")\n\npublic_facade(\n    name="public",\n    sources=["api.py"],\n)\n',
        'pantstack_module(\n    description="The package acme.shipping",\n    depends_on=[\n        "src/acme/orders",\n    ],\n)\n',
    ]
    assert green == GoalRuleResult(
        0,
        "3 imports in 6 files of 2 modules checked; baseline: 1 entry hides 1 finding here.\n",
        "",
    )


def test_init_below_no_source_root() -> None:
    """A module that no import could name is not proposed: its declaration would be refused."""
    runner = make_runner(extra_rules())
    runner.write_files({"lib/acme/orders/api.py": "", "lib/acme/shipping/core.py": ""})
    result = run(runner, Modules, "--source-root-patterns=['/src']", "--init", "--write", "--under=lib/acme")

    assert result == GoalRuleResult(
        2,
        "",
        "".join(
            f"modules: `lib/acme/{name}` is not under any source root, so it cannot be imported.\n"
            "  Add one that is above it to root_patterns in the section [source] of pants.toml.\n"
            for name in ("orders", "shipping")
        ),
    )
    assert not Path(runner.build_root, "lib/acme/orders/BUILD").exists()


def test_fix(runner: RuleRunner) -> None:
    """A private import of a public name becomes one of the facade; the rest stays for a person."""
    runner.write_files({"modules/shipping/core.py": PRIVATE})
    result = run(runner, Fix, specs=("modules/shipping::",))

    assert result.exit_code == 0
    assert text(runner, "modules/shipping/core.py") == (
        "from modules.orders.public import OrdersClient\n"
        "from modules.orders.service.core import generate_id  # for now\n"
    )


def test_fix_where_declarations_have_errors(runner: RuleRunner, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is fixed by wrong declarations, and an error says so."""
    wrong = "pantstack_module(description='Ships', depends_on=['modules/nope'])\n"
    runner.write_files({"modules/shipping/BUILD": wrong, "modules/shipping/core.py": PRIVATE})
    run(runner, Fix, specs=("modules/shipping::",))

    assert text(runner, "modules/shipping/core.py") == PRIVATE
    assert [record.message for record in caplog.records if "nothing was fixed" in record.message] == [
        (
            "modules/shipping/BUILD:1 Unknown module `modules/nope` in depends_on.\n"
            "  Did you mean `modules/orders`?\n"
            "1 error in declarations or configuration; nothing was fixed."
        )
    ]


def test_fix_leaves_what_a_comment_hides(runner: RuleRunner) -> None:
    """Of two imports of the same, the one that is to stay stays."""
    hidden = "from modules.orders.service.core import OrdersClient as Old  # pantstack: ignore[private-import] later\n"
    runner.write_files({"modules/shipping/core.py": "from modules.orders.service.core import OrdersClient\n" + hidden})
    run(runner, Fix, specs=("modules/shipping::",))

    assert text(runner, "modules/shipping/core.py") == "from modules.orders.public import OrdersClient\n" + hidden


def test_fix_and_the_baseline(runner: RuleRunner) -> None:
    """What the baseline tolerates stays unless the user wants it fixed, so that no entry of it is stale behind one's back."""
    tolerated = "from modules.orders.service.core import OrdersClient\n"
    files = {"modules/shipping/core.py": tolerated, "modules/shipping/more.py": tolerated}
    entry = '["private-import", "modules/shipping/core.py", "modules.orders.service.core:OrdersClient"]'
    runner.write_files({**files, "pantstack-baseline.txt": f"# pantstack baseline, version 1\n{entry}\n"})
    run(runner, Fix, specs=("modules/shipping::",))
    left = {path: text(runner, path) for path in files}
    run(runner, Fix, "--pantstack-lint-fix-baseline", specs=("modules/shipping::",))

    public = "from modules.orders.public import OrdersClient\n"
    assert left == {**files, "modules/shipping/more.py": public}
    assert {path: text(runner, path) for path in files} == dict.fromkeys(files, public)


def test_fix_of_what_a_file_in_between_hands_on(runner: RuleRunner) -> None:
    """A module's import from a file that no module owns becomes one of the facade; that file is not touched."""
    hop = "from modules.orders.service.core import OrdersClient  # pantstack: ignore[private-import] a script\n"
    runner.write_files(
        {"scripts/hop.py": hop, "modules/shipping/core.py": "from scripts.hop import OrdersClient as C\n"}
    )
    run(runner, Fix, specs=("::",))

    assert text(runner, "scripts/hop.py") == hop
    assert text(runner, "modules/shipping/core.py") == "from modules.orders.public import OrdersClient as C\n"


def test_fix_leaves_what_is_not_selected_or_not_certain(runner: RuleRunner) -> None:
    """Other files, suppressed imports and names that the facade does not offer stay as they are."""
    files = {
        "modules/shipping/core.py": "from modules.orders.service.core import generate_id\n",
        "modules/shipping/noisy.py": (
            "from modules.orders.service.core import OrdersClient  # pantstack: ignore[private-import] on purpose\n"
        ),
        "scripts/other.py": PRIVATE,
    }
    runner.write_files(files)
    run(runner, Fix, specs=("modules/shipping::",))

    assert {path: text(runner, path) for path in files} == files
