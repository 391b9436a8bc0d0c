"""The goal `new-module`, through Pants' rules."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped,unused-ignore]
import pytest
from pants.backend.docker.target_types import DockerImageTarget
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.base import journal
from pantstack.boundaries.pants_rules.testing import make_runner as checker_runner
from pantstack.scaffold.answering import answers_file
from pantstack.scaffold.pants_rules import new_module as goal
from pantstack.scaffold.pants_rules.new_module import NewModule

LIBRARY = """\
pantstack_module(description="Shared")

public_facade(name="lib", sources=["*.py"], resolve=consumer_resolves())
"""
ORDERS = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders", layer="domain")\n',
    "modules/orders/backend/public/BUILD": "public_facade(resolve=consumer_resolves())\n",
    "modules/orders/backend/public/__init__.py": "from .interface import OrdersClient\n\n__all__ = ['OrdersClient']\n",
    "modules/orders/backend/public/interface.py": 'URL = "http://127.0.0.1:8001"\n\n\nclass OrdersClient: ...\n',
}
USED = ("caching", "common", "database", "observability", "security", "web")
LIBRARIES = {
    f"stack/libs/{name}/{file}": text
    for name in USED
    for file, text in (("BUILD", LIBRARY), ("__init__.py", "def generate_id() -> str: ...\n"))
}
PANTS_TOML = '[python.resolves]\nstack = "stack.lock"\n'
ADOPTED = [
    "--backend-packages=['pants.backend.python', 'pants.backend.docker']",
    "--python-enable-resolves",
    "--python-resolves={'stack': 'stack.lock', 'infra': 'infra.lock'}",
]
NEEDED = {
    "3rdparty/python/BUILD": "module_requirements()\n",
    "stack/infra/__init__.py": "",
    **{f"stack/libs/{name}/__init__.py": "" for name in USED},
}


OWN = "build-support/templates"
TOPIC = {
    f"{OWN}/topic/template.toml": 'description = "A topic"\nroot = "topics"\n[questions]\ndescription = "All of {words}"\n',
    f"{OWN}/topic/files/__module__/__BUILD__.j2": (
        "pantstack_module(description={{ description | python_string }}, public=['*.py'])\n"
    ),
    f"{OWN}/topic/files/__module__/topic.py.j2": 'TOPIC = "{{ package }} {{ module }}"\n',
}


def make_runner(*bootstrap: str) -> RuleRunner:
    """A repository with the settings that the goal edits."""
    runner = checker_runner(goal.rules(), bootstrap, [DockerImageTarget])
    runner.write_files({**NEEDED, "pants.toml": PANTS_TOML, **LIBRARIES, **ORDERS})
    return runner


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository in which Pants sees everything."""
    return make_runner()


def new_module(runner: RuleRunner, *args: str, specs: Sequence[str] = ()) -> GoalRuleResult:
    """Run the goal."""
    arguments = ['--pantstack-layers=["domain"]', *ADOPTED]
    return runner.run_goal_rule(NewModule, global_args=arguments, args=[*args, *specs])


def test_a_foreign_repository() -> None:
    """All that the template needs and the repository lacks is named at once, with the command; nothing is written."""
    runner = checker_runner(goal.rules())
    runner.write_files({"pants.toml": "", "3rdparty/python/BUILD": "# module_requirements()\npython_requirements()\n"})
    before = snapshot(runner)
    result = runner.run_goal_rule(NewModule, global_args=["--source-root-patterns=['src']"], args=["--name=billing"])

    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        (
            "new-module: The kind service needs what this repository does not have: the backends"
            " `pants.backend.python` and `pants.backend.docker`; the setting `[python].enable_resolves`; the source root"
            " `/`; the resolve `infra`; the packages `stack/libs/caching`, `stack/libs/common`,"
            " `stack/libs/database`, `stack/libs/observability`, `stack/libs/security`, `stack/libs/web` and `stack/infra`;"
            " the call `module_requirements()` in `3rdparty/python/BUILD`; nothing was written.\n"
            "Add it: pants adopt --stage=scaffold --write\n"
        ),
    )
    assert snapshot(runner) == before


def test_a_repository_that_lacks_one_thing() -> None:
    """Only what is missing is named, and only the stage that adds it."""
    runner = make_runner()
    Path(runner.build_root, "stack/libs/database/__init__.py").unlink()
    result = new_module(runner, "--name=billing")

    assert (result.exit_code, result.stderr) == (
        2,
        (
            "new-module: The kind service needs what this repository does not have: the package"
            " `stack/libs/database`; nothing was written.\nAdd it: pants adopt --stage=scaffold --write\n"
        ),
    )


def snapshot(runner: RuleRunner) -> dict[str, str]:
    """Every file of the repository."""
    root = Path(runner.build_root)
    found = (path for path in root.rglob("*") if path.is_file() and not path.relative_to(root).parts[0].startswith("."))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in found}


def test_a_library(runner: RuleRunner) -> None:
    """A module without resolves lies where its kind says, and pants.toml stays as it is."""
    before = snapshot(runner)
    result = new_module(runner, "--kind=library", "--name=slugs")
    after = snapshot(runner)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-2:] == ["Next:", "  ./pants lint check test stack/libs/slugs::"]
    assert after["pants.toml"] == before["pants.toml"]
    assert sorted(path for path in set(after) - set(before) if path.startswith("stack/")) == [
        f"stack/libs/slugs/{name}"
        for name in ("BUILD", "README.md", "__init__.py", "core.py", "slugs_test.py", "template.lock")
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            "{'schedule': '0 3 1 * 1'}",
            (
                "new-module: `0 3 1 * 1` is no answer to `schedule`: When it runs: minute, hour, day of the month, month"
                " and weekday of cron, of the two days one at most.\n"
                "Answer as the default does: --answers=\"{'schedule': '0 3 * * *'}\"\n"
            ),
        ),
        (
            "{'zone': '../x', 'timeout': 'x'}",
            (
                "new-module: `x` is no answer to `timeout`: The seconds that a run may take, 1 to 9999.\n"
                "Answer as the default does: --answers=\"{'timeout': '600'}\"\n"
                "new-module: `../x` is no answer to `zone`: The time zone of its schedule, such as `Europe/Berlin`.\n"
                "Answer as the default does: --answers=\"{'zone': 'UTC'}\"\n"
            ),
        ),
    ],
)
def test_refused_answers(runner: RuleRunner, answer: str, error: str) -> None:
    """Answers that the module's code could not have are refused, all at once, and nothing is written."""
    before = snapshot(runner)
    result = new_module(runner, "--kind=scheduled", "--name=nightly", f"--answers={answer}")

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", error)
    assert snapshot(runner) == before


def test_a_new_module(runner: RuleRunner) -> None:
    """Everything is written, the resolves are registered, and the next commands are named."""
    before = snapshot(runner)
    result = new_module(runner, "--name=billing")
    after = snapshot(runner)

    lines = result.stdout.splitlines()
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines[0] == "Created the module billing:"
    assert lines[-10:] == [
        "Edited pants.toml: its resolves.",
        *(f"Edited stack/libs/{name}/BUILD: its consumers have modules/billing." for name in USED),
        "Next (the first command restarts Pants' daemon, since pants.toml has changed):",
        "  ./pants lint check test package modules/billing::",
        "  ./pants deploy modules/billing --env=local",
    ]
    assert sorted({path.split("/")[0] for path in set(after) - set(before)}) == [
        "3rdparty",
        "compose.yaml",
        "docs",
        "modules",
    ]
    assert 'DEFAULT_BASE_URL = "http://127.0.0.1:8002"' in after["modules/billing/backend/public/interface.py"]
    assert after["stack/libs/common/BUILD"] == LIBRARY.replace("resolves()", 'resolves("modules/billing")')
    assert after["pants.toml"] == PANTS_TOML + "".join(
        f'billing_{kind} = "3rdparty/python/lockfiles/billing_{kind}.lock"\n' for kind in ("core", "api", "test")
    )


def test_registers(runner: RuleRunner) -> None:
    """A module is entered in the registers that are there, with its owner, its port and what it uses; once only."""
    compose = "services:\n  orders:\n    image: mine # by hand\n"
    runner.write_files({"compose.yml": compose, "CODEOWNERS": "* @all\n"})
    result = new_module(runner, "--name=billing", "--owner=@team", "--uses=orders")
    after = snapshot(runner)

    assert (result.exit_code, result.stderr) == (0, "")
    assert [line for line in result.stdout.splitlines() if line.endswith(" it has billing.")] == [
        "Edited CODEOWNERS: it has billing.",
        "Edited compose.yml: it has billing.",
    ]
    assert after["CODEOWNERS"] == "* @all\n/modules/billing/ @team\n"
    assert after["docs/modules.md"].splitlines()[-1] == (
        "| [billing](../modules/billing) | The billing service | @team | 8002 |"
    )
    assert after["compose.yml"].startswith(f"{compose}\n  billing:\n")
    assert "      ORDERS_BASE_URL: http://orders:8000\n" in after["compose.yml"]

    runner.write_files({"compose.yml": compose, "CODEOWNERS": "* @all\n"})
    again = new_module(runner, "--name=billing", "--owner=@team", "--uses=orders")
    assert (again.exit_code, again.stdout) == (
        0,
        "The module billing is there already, exactly as it would be created.\n",
    )
    assert snapshot(runner) == {**after, "compose.yml": compose, "CODEOWNERS": "* @all\n"}


def test_a_register_that_cannot_be_edited(runner: RuleRunner, tmp_path: Path) -> None:
    """A register that is broken, or not in the repository, is named with its place, and nothing is written."""
    runner.write_files({"compose.yaml": "services:\n  x: [\n"})
    before = snapshot(runner)
    result = new_module(runner, "--name=billing")

    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        (
            "new-module: compose.yaml:3 This is not YAML: while parsing a flow node, expected the node content, but found"
            " '<stream end>'; nothing was written.\nCorrect it there first.\n"
        ),
    )
    assert snapshot(runner) == before

    Path(runner.build_root, "compose.yaml").unlink()
    Path(runner.build_root, "compose.yaml").symlink_to(tmp_path / "elsewhere")
    result = new_module(runner, "--name=billing")

    assert (result.exit_code, result.stderr) == (
        2,
        "new-module: `compose.yaml` is a link out of the repository.\nReplace it by what it leads to.\n",
    )
    assert not (tmp_path / "elsewhere").exists()


def test_a_dry_run(runner: RuleRunner) -> None:
    """The tree of new files and the diffs of edited ones are printed, and nothing is written."""
    before = snapshot(runner)
    result = new_module(runner, "--name=billing", "--dry-run")

    lines = result.stdout.splitlines()
    assert (result.exit_code, lines[0], result.stderr) == (0, "Would create the module billing:", "")
    edits = lines[lines.index("Would edit pants.toml: its resolves.") :]
    assert edits == [
        "Would edit pants.toml: its resolves.",
        *(f"Would edit stack/libs/{name}/BUILD: its consumers have modules/billing." for name in USED),
        "--- a/pants.toml",
        "+++ b/pants.toml",
        "@@ -1,2 +1,5 @@",
        " [python.resolves]",
        ' stack = "stack.lock"',
        *(f'+billing_{kind} = "3rdparty/python/lockfiles/billing_{kind}.lock"' for kind in ("core", "api", "test")),
        *(
            line
            for library in USED
            for line in (
                f"--- a/stack/libs/{library}/BUILD",
                f"+++ b/stack/libs/{library}/BUILD",
                "@@ -1,3 +1,3 @@",
                ' pantstack_module(description="Shared")',
                " ",
                '-public_facade(name="lib", sources=["*.py"], resolve=consumer_resolves())',
                '+public_facade(name="lib", sources=["*.py"], resolve=consumer_resolves("modules/billing"))',
            )
        ),
    ]
    assert snapshot(runner) == before


RESULT = json.loads((answers_file.SCHEMA.parent / "result-1.json").read_text(encoding="utf-8"))
KINDS = json.loads((answers_file.SCHEMA.parent / "kinds-1.json").read_text(encoding="utf-8"))


def as_json(result: GoalRuleResult, schema: object) -> Any:  # noqa: ANN401  JSON
    """The document that was printed, which its schema describes."""
    document = json.loads(result.stdout)
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


def test_results_for_programs(runner: RuleRunner) -> None:
    """What would be, was and need not be done is a document that its schema describes, and so are errors."""
    runner.write_files(TOPIC)
    args = ("--kind=topic", "--name=rare_birds", "--format=json")
    dry, made, again = (new_module(runner, *args, *more) for more in (["--dry-run"], [], []))
    refused = new_module(runner, "--format=json", "--port=80")
    module: dict[str, object] = {
        "name": "rare_birds",
        "path": "topics/rare_birds",
        "kind": "topic",
        "layer": "domain",
        "port": None,
        "uses": [],
        "answers": {"description": "All of rare birds"},
    }
    files = [f"topics/rare_birds/{name}" for name in ("BUILD", "template.lock", "topic.py")]
    whole = {"version": 1, "module": module, "created": files, "edited": [], "next": [], "errors": []}

    assert [(each.exit_code, each.stderr) for each in (dry, made, again, refused)] == [
        (0, ""),
        (0, ""),
        (0, ""),
        (2, ""),
    ]
    assert as_json(dry, RESULT) == {**whole, "result": "would-create"}
    assert as_json(made, RESULT) == {**whole, "result": "created"}
    assert as_json(again, RESULT) == {**whole, "result": "unchanged", "created": []}
    assert as_json(refused, RESULT) == {
        "version": 1,
        "result": "refused",
        "module": None,
        "created": [],
        "edited": [],
        "next": [],
        "errors": [
            {
                "message": "The module has no name.",
                "help": "Write: ./pants new-module --name=orders",
                "path": "",
                "line": None,
            },
            {
                "message": "80 is not a port for a module: only 1024 to 65535 are.",
                "help": "Choose another, or leave --port out.",
                "path": "",
                "line": None,
            },
        ],
    }


def test_edits_for_programs(runner: RuleRunner) -> None:
    """An edited file comes with its diff."""
    document = as_json(new_module(runner, "--name=billing", "--dry-run", "--format=json"), RESULT)

    assert document["edited"][0] == {
        "path": "pants.toml",
        "reason": "its resolves",
        "diff": '--- a/pants.toml\n+++ b/pants.toml\n@@ -1,2 +1,5 @@\n [python.resolves]\n stack = "stack.lock"\n'
        + "".join(
            f'+billing_{kind} = "3rdparty/python/lockfiles/billing_{kind}.lock"\n' for kind in ("core", "api", "test")
        ),
    }


def test_the_kinds(runner: RuleRunner) -> None:
    """Each kind is listed with its questions and where they come from; one that cannot be read is an error."""
    runner.write_files(
        {
            **TOPIC,
            f"{OWN}/bird/template.toml": 'description = "A bird"\nextends = "topic"\n[questions.wings]\nhelp = "How many"\n',
            f"{OWN}/wrong/template.toml": "[",
        }
    )
    result = new_module(runner, "--list")
    printed = new_module(runner, "--list", "--format=json")
    document = as_json(printed, KINDS)

    lines = result.stdout.splitlines()
    assert (printed.exit_code, printed.stderr) == (2, "")
    error = f"{OWN}/wrong/template.toml: Unexpected end of file at line 1 col 1."
    assert (result.exit_code, result.stderr) == (2, f"new-module: {error}\nFix the template.\n")
    assert lines[:4] == [
        "bird: A bird",
        f"  is made in topics/, from {OWN}/topic, then {OWN}/bird",
        f'  description; "All of {{words}}" by default ({OWN}/topic)',
        f"  wings: How many; must be answered ({OWN}/bird)",
    ]
    assert "service: A FastAPI service with a facade, tests and a Pulumi program" in lines
    assert document["errors"] == [{"message": error, "help": "Fix the template.", "path": "", "line": None}]
    assert document["kinds"][0] == {
        "name": "bird",
        "description": "A bird",
        "root": "topics",
        "resolves": [],
        "port": None,
        "registers": [],
        "from": [f"{OWN}/topic", f"{OWN}/bird"],
        "questions": [
            {"name": "description", "default": "All of {words}", "help": "", "pattern": None, "from": f"{OWN}/topic"},
            {"name": "wings", "default": None, "help": "How many", "pattern": None, "from": f"{OWN}/bird"},
        ],
        "files": [
            {"path": "__module__/__BUILD__.j2", "from": f"{OWN}/topic"},
            {"path": "__module__/topic.py.j2", "from": f"{OWN}/topic"},
        ],
    }


def test_uses(runner: RuleRunner) -> None:
    """A new module depends on what it uses, has its client, and is listed wherever what it needs lists its consumers."""
    result = new_module(runner, "--name=billing", "--uses=orders")
    after = snapshot(runner)

    listed = 'resolves("modules/billing")'
    service = after["modules/billing/backend/service/billing_service.py"]
    assert (result.exit_code, result.stderr) == (0, "")
    assert '        "modules/orders",\n        "stack/libs/caching",\n' in after["modules/billing/BUILD"]
    assert "from modules.orders.backend.public import OrdersClient\n" in service
    assert "        orders_client: OrdersClient | None = None,\n" in service
    assert after["modules/orders/backend/public/BUILD"] == f"public_facade(resolve=consumer_{listed})\n"
    assert after["stack/libs/database/BUILD"] == LIBRARY.replace("resolves()", listed)


def test_uses_that_cannot_be(runner: RuleRunner) -> None:
    """Every module that cannot be used is named at once, and nothing is written."""
    runner.write_files({"modules/bare/BUILD": 'pantstack_module(description="x")\n', "modules/bare/x.py": ""})
    before = snapshot(runner)
    result = new_module(runner, "--name=billing", "--uses=oders,bare", "--uses=modules/orders")

    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        (
            "new-module: There is no module `oders` to use.\nDid you mean `orders`?\n"
            "new-module: modules/bare/BUILD:1 `bare` has no facade to use.\nDeclare one in it first.\n"
        ),
    )
    assert snapshot(runner) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x y\n", "libs/x/BUILD:1 This BUILD file cannot be read: invalid syntax.\nCorrect it there.\n"),
        (
            "\nnothing(name='x')\n",
            "libs/x/BUILD:2 Name 'nothing' is not defined.\nCorrect it there, then run again.\n",
        ),
        (
            "pantstack_module(description='x')\n",
            "libs/x/BUILD:1 `libs/x` owns no Python file.\nAdd its sources, or delete the declaration.\n",
        ),
    ],
)
def test_a_broken_repository(runner: RuleRunner, text: str, message: str) -> None:
    """A BUILD file that Pants or the checks refuse is named, and nothing is written."""
    runner.write_files({"libs/x/BUILD": text})
    before = snapshot(runner)
    result = new_module(runner, "--name=billing")

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"new-module: {message}")
    assert snapshot(runner) == before


REFUSED = (
    "new-module: `orders` would overwrite what exists already; nothing was written.\n"
    "Choose another name, or move these away: "
)


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["--name=orders"], 1, f"{REFUSED}modules/orders/ (4 files).\n"),
        ([], 2, "new-module: The module has no name.\nWrite: ./pants new-module --name=orders\n"),
        (
            ["--name=class"],
            2,
            "new-module: `class` is a keyword of Python, so it cannot be imported.\nChoose another name, such as --name=orders\n",
        ),
        (
            ["--name=a", "--kind=../x"],
            2,
            "new-module: Unknown kind of module `../x`.\nChoose one of: library, scheduled, service, worker.\n",
        ),
        (
            ["--name=a", "--layer=x"],
            2,
            "new-module: Unknown layer `x`.\nUse one of [pantstack].layers in pants.toml: domain.\n",
        ),
        (["--name=a", "--format=xml"], 2, "new-module: Unknown format `xml`.\nUse one of: text, json.\n"),
        (["--name=a", "::"], 2, "new-module: This goal takes no targets.\nWrite: ./pants new-module --name=orders\n"),
        (
            ["--name=a", "--description=x\ny", "--owner=\x1b"],
            2,
            (
                "new-module: --description must be one line of at most 200 printable characters.\nShorten it.\n"
                "new-module: --owner must be one line of at most 200 printable characters.\nShorten it.\n"
            ),
        ),
    ],
)
def test_refusals(runner: RuleRunner, args: list[str], code: int, message: str) -> None:
    """A refusal says why and what to do, all mistakes at once, and writes nothing."""
    before = snapshot(runner)
    result = new_module(runner, *args)

    assert (result.exit_code, result.stdout, result.stderr) == (code, "", message)
    assert snapshot(runner) == before


def test_a_template_of_the_repository(runner: RuleRunner) -> None:
    """A folder of templates in the repository is a kind of its own, whose modules lie where it says."""
    runner.write_files(TOPIC)
    before = snapshot(runner)
    result = new_module(runner, "--kind=topic", "--name=rare_birds")
    after = snapshot(runner)

    assert (result.exit_code, result.stderr, result.stdout) == (
        0,
        "",
        "Created the module rare_birds:\n  topics/\n    rare_birds/\n      BUILD\n      template.lock\n      topic.py\n",
    )
    assert "topics/rare_birds/template.lock" in after
    assert {path: after[path] for path in after.keys() - before.keys() if not path.endswith("template.lock")} == {
        "topics/rare_birds/BUILD": "pantstack_module(description=\"All of rare birds\", public=['*.py'])\n",
        "topics/rare_birds/topic.py": 'TOPIC = "topics.rare_birds topics/rare_birds"\n',
    }


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {f"{OWN}/topic/files/modules/orders/x.py": ""},
            (
                f"{OWN}/topic/files/modules/orders/x.py: The template is wrong: it is neither in topics/a/ nor in"
                " 3rdparty/python/; nothing was written.\nFix the template.\n"
            ),
        ),
        (
            {f"{OWN}/topic/files/__module__/x.j2": "\n{{ x }}"},
            (
                f"{OWN}/topic/files/__module__/x.j2:2 The template is wrong: 'x' is undefined; nothing was written.\n"
                "Fix the template.\n"
            ),
        ),
        (
            {f"{OWN}/topic/template.toml": "x = 1"},
            (
                f"{OWN}/topic/template.toml: `x` is not a key; the keys are: description, extends, needs, next_steps,"
                " port, questions, registers, reserved_names, resolves, root, without.\nFix the template.\n"
            ),
        ),
    ],
)
def test_a_wrong_template(runner: RuleRunner, files: dict[str, str], message: str) -> None:
    """A mistake in a template of the repository is two lines, and nothing is written."""
    runner.write_files({**TOPIC, **files})
    before = snapshot(runner)
    result = new_module(runner, "--kind=topic", "--name=a")

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"new-module: {message}")
    assert snapshot(runner) == before


@pytest.mark.parametrize("link", ["modules/a", "3rdparty/python", "3rdparty/python/lockfiles"])
def test_a_link_out_of_the_repository(runner: RuleRunner, tmp_path: Path, link: str) -> None:
    """Nothing is written through a link that leaves the repository."""
    place = Path(runner.build_root, link)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    place.symlink_to(tmp_path)
    result = new_module(runner, "--name=a")

    assert (result.exit_code, result.stderr) == (
        2,
        f"new-module: `{link}` is a link out of the repository.\nReplace it by what it leads to.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_judged(runner: RuleRunner) -> None:
    """A BUILD file or a link that cannot be read is named first: without it nobody knows what is missing."""
    runner.write_files({"3rdparty/python/BUILD": "x = = 1\n"})
    broken = new_module(runner, "--name=a")
    Path(runner.build_root, "modules/link").symlink_to("/nowhere")
    unread = new_module(runner, "--name=a")

    assert (broken.exit_code, broken.stderr) == (
        2,
        "new-module: 3rdparty/python/BUILD:1 This BUILD file cannot be read: invalid syntax.\nCorrect it there.\n",
    )
    assert (unread.exit_code, unread.stderr) == (
        2,
        (
            "new-module: modules/link: Pants follows no link to an absolute path, here /nowhere.\n"
            "Delete it, point it into the repository by a relative path, or keep Pants away from it:"
            ' pants_ignore.add = ["/modules/link"] below [GLOBAL] in pants.toml.\n'
        ),
    )


def test_a_folder_that_differs_in_capital_letters(runner: RuleRunner) -> None:
    """Its files are in the way, since many file systems have one folder for both; a longer name is another."""
    runner.write_files({"modules/Bill_1/x.txt": "", "modules/bill_12/y.txt": ""})
    refused, made = new_module(runner, "--name=bill_1"), new_module(runner, "--name=bill")

    assert (refused.exit_code, refused.stderr) == (1, f"{REFUSED.replace('orders', 'bill_1')}modules/Bill_1/x.txt.\n")
    assert (made.exit_code, made.stderr) == (0, "")


def test_what_git_ignores_is_not_overwritten() -> None:
    """A file that Pants does not see stands in the way like any other."""
    lock = "3rdparty/python/lockfiles/billing_core.lock"
    runner = make_runner("--pants-ignore=['*.lock']")
    runner.write_files({lock: "mine"})
    before = snapshot(runner)
    result = new_module(runner, "--name=billing")

    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "",
        f"{REFUSED.replace('orders', 'billing')}{lock}.\n",
    )
    assert snapshot(runner) == before


def test_a_folder_that_cannot_be_written(runner: RuleRunner) -> None:
    """When a file cannot be written, the error names it, and none of the module is left."""
    runner.write_files({"3rdparty/python/lockfiles": "no folder"})
    before = snapshot(runner)
    result = new_module(runner, "--name=billing")

    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "",
        (
            "new-module: Cannot write `3rdparty/python/lockfiles/billing_api.lock`: Not a directory; nothing was"
            " written.\nMake its folder writable, or move away what is there, then run the same command again.\n"
        ),
    )
    assert snapshot(runner) == before


def test_answers_to_a_templates_questions(runner: RuleRunner) -> None:
    """Answers reach the files, those to questions that the template does not ask are refused."""
    result = new_module(runner, "--name=billing", "--owner=team", "--answers={'description': 'Bills'}")

    build = Path(runner.build_root, "modules/billing/BUILD").read_text(encoding="utf-8")
    assert (result.exit_code, result.stderr) == (0, "")
    assert 'description="Bills"' in build
    assert 'owners=["team"]' in build

    result = new_module(runner, "--name=returns", "--answers={'topic': 'x'}")
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        "new-module: The kind service does not ask for `topic`.\nIt asks for: description, owner.\n",
    )


def test_a_file_of_answers(runner: RuleRunner) -> None:
    """Answers come from a file as they come from flags, which win over it."""
    answers = (
        '{"name": "bills", "port": 8044, "uses": ["orders"], "owner": "@team", "answers": {"description": "Bills"}}'
    )
    runner.write_files({"answers.json": answers})
    result = new_module(runner, "--answers-file=answers.json", "--name=billing")
    after = snapshot(runner)

    assert (result.exit_code, result.stderr) == (0, "")
    assert 'description="Bills"' in after["modules/billing/BUILD"]
    assert 'owners=["@team"]' in after["modules/billing/BUILD"]
    assert '"modules/orders",' in after["modules/billing/BUILD"]
    assert 'DEFAULT_BASE_URL = "http://127.0.0.1:8044"' in after["modules/billing/backend/public/interface.py"]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (
            '{"nmae": "x", "port": "1", "layer": "x"}',
            (
                "new-module: answers.json: `nmae` is not a key.\nDid you mean `name`?\n"
                "new-module: answers.json: `port` must be a whole number.\n"
                "Write a JSON object of answers; docs/new-module.md has an example.\n"
            ),
        ),
        (
            '{"name": "../x", "port": 80, "layer": "x", "answers": {"topic": "x"}}',
            (
                "new-module: `../x` is not a name for a module: only a-z, 0-9 and single underscores, a letter first.\n"
                "Try --name=x\n"
                "new-module: Unknown layer `x`.\nUse one of [pantstack].layers in pants.toml: domain.\n"
                "new-module: 80 is not a port for a module: only 1024 to 65535 are.\n"
                "Choose another, or leave --port out.\n"
                "new-module: The kind service does not ask for `topic`.\nIt asks for: description, owner.\n"
            ),
        ),
        (
            '{"name": "billing", "port": 8001}',
            (
                "new-module: The port 8001 is taken by modules/orders/backend/public/interface.py.\n"
                "Choose another, such as --port=8002\n"
            ),
        ),
    ],
)
def test_wrong_answers_in_a_file(runner: RuleRunner, answers: str, message: str) -> None:
    """Every mistake of a file of answers is named at once, and nothing is written."""
    runner.write_files({"answers.json": answers})
    before = snapshot(runner)
    result = new_module(runner, "--answers-file=answers.json")

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)
    assert snapshot(runner) == before


def test_once_more(runner: RuleRunner) -> None:
    """A module that is exactly as it would be created is no obstacle; one with anything of its own is."""
    new_module(runner, "--name=billing")
    before = snapshot(runner)
    result = new_module(runner, "--name=billing")

    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "The module billing is there already, exactly as it would be created.\n",
        "",
    )
    assert snapshot(runner) == before

    for path in ("modules/billing/mine.py", "modules/billing/BUILD", "pants.toml"):
        text = PANTS_TOML if path == "pants.toml" else "# mine\n"
        runner.write_files({path: text})
        result = new_module(runner, "--name=billing")
        assert (result.exit_code, result.stderr.split(":")[1]) == (
            1,
            f"{REFUSED.replace('orders', 'billing').split(':')[1]}",
        )
        assert Path(runner.build_root, path).read_text(encoding="utf-8") == text
        Path(runner.build_root, path).unlink()
        runner.write_files({path: before[path]} if path in before else {})


def test_after_an_interrupted_run(runner: RuleRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed run left is undone, then the module is created as if nothing had been."""
    with monkeypatch.context() as killed:
        killed.setattr(journal, "finish", lambda *_: None)
        new_module(runner, "--name=billing")
    whole = snapshot(runner)
    build = Path(runner.build_root, "modules/billing/BUILD")
    build.write_text(build.read_text(encoding="utf-8")[:20], encoding="utf-8")
    runner.write_files({"pants.toml": PANTS_TOML})

    result = new_module(runner, "--name=billing")

    assert (result.exit_code, result.stdout.splitlines()[0], result.stderr) == (
        0,
        "Created the module billing:",
        "new-module: undid what an interrupted run had written.\n",
    )
    assert snapshot(runner) == whole
    assert not Path(runner.build_root, journal.JOURNAL).exists()


def test_undo(runner: RuleRunner) -> None:
    """The last run is undone byte by byte, after a preview of it; edits since are in its way, and so is a name."""
    before = snapshot(runner)
    new_module(runner, "--name=billing")
    whole = snapshot(runner)
    toml = Path(runner.build_root, "pants.toml")
    toml.write_text(whole["pants.toml"] + "# mine\n", encoding="utf-8")
    refused = new_module(runner, "--undo")
    toml.write_text(whole["pants.toml"], encoding="utf-8")
    named = new_module(runner, "--undo", "--name=billing")
    shown = new_module(runner, "--undo", "--dry-run")
    assert snapshot(runner) == whole
    undone = new_module(runner, "--undo")
    nothing = new_module(runner, "--undo")

    when = r"of [-\d]+ [\d:]+ UTC"
    assert snapshot(runner) == before
    assert (named.exit_code, named.stderr) == (
        2,
        "new-module: --undo takes no module: it undoes the last run.\nWrite: ./pants new-module --undo\n",
    )
    assert (refused.exit_code, re.sub(when, "of TIME", refused.stderr)) == (
        1,
        (
            "new-module: new-module of TIME is not undone: these files were edited since: pants.toml.\n"
            "Put them back as they were, or undo it with git.\n"
        ),
    )
    lines = re.sub(when, "of TIME", undone.stdout).splitlines()
    assert (lines[:3], lines[-8:]) == (
        ["Undid new-module of TIME.", "Removed:", "  3rdparty/"],
        [
            "      template.lock",
            "Put back pants.toml.",
            *(f"Put back stack/libs/{name}/BUILD." for name in USED),
        ],
    )
    assert shown.stdout.splitlines() == [
        re.sub("^(Undid|Removed|Put back)", lambda found: f"Would {WOULD[found[0]]}", line)
        for line in undone.stdout.splitlines()
    ]
    assert (nothing.exit_code, nothing.stderr) == (
        1,
        (
            "new-module: There is no run that can be undone here.\n"
            "Only runs on this machine can, the last 20; undo others with git.\n"
        ),
    )


WOULD = {"Undid": "undo", "Removed": "remove", "Put back": "put back"}
