"""The goal `update-module`, through Pants' rules, with a template of the repository's own."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import jsonschema  # type: ignore[import-untyped,unused-ignore]
import pytest
from pants.engine.goal import Goal
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.boundaries.pants_rules.testing import make_runner
from pantstack.scaffold.pants_rules import new_module, update_module
from pantstack.scaffold.pants_rules.new_module import NewModule
from pantstack.scaffold.pants_rules.update_module import UpdateModule
from pantstack.scaffold.updating.compare import Outcome

SCHEMA = json.loads((Path(new_module.__file__).parents[1] / "schema/updates-1.json").read_text(encoding="utf-8"))
KIND = "build-support/templates/note"
DECLARATION = """\
description = "A note"
resolves = ["core"]

[questions]
topic = "all"
"""
LINES = "".join(f"{number}\n" for number in range(20))
TEMPLATE = {
    f"{KIND}/template.toml": DECLARATION,
    f"{KIND}/files/__module__/__BUILD__.j2": 'pantstack_module(description={{ topic | python_string }}, layer="domain")\n',
    f"{KIND}/files/__module__/notes.txt.j2": f"{{{{ title }}}}\n{LINES}",
    f"{KIND}/files/__module__/old.txt": "old\n",
    f"{KIND}/files/3rdparty/python/requirements-__name__-core.txt": "six\n",
    f"{KIND}/files/3rdparty/python/lockfiles/__name___core.lock": "a lock\n",
}
TOML = '# mine\n[python.resolves]\nstack = "stack.lock"\n'
CHANGED = {
    f"{KIND}/template.toml": DECLARATION.replace('["core"]', '["core", "api"]') + 'tone = "kind"\n',
    f"{KIND}/files/__module__/__BUILD__.j2": TEMPLATE[f"{KIND}/files/__module__/__BUILD__.j2"] + "# {{ tone }}\n",
    f"{KIND}/files/__module__/notes.txt.j2": f"{{{{ title }}}}\n{LINES}the end\n",
    f"{KIND}/files/__module__/added.txt": "added\n",
    f"{KIND}/files/3rdparty/python/lockfiles/__name___core.lock": "another lock\n",
    f"{KIND}/files/3rdparty/python/lockfiles/__name___api.lock": "a third lock\n",
}


@pytest.fixture(name="shared", scope="module")
def _shared() -> RuleRunner:
    return make_runner((*new_module.rules(), *update_module.rules()))


@pytest.fixture(name="runner")
def _runner(shared: RuleRunner) -> RuleRunner:
    """A repository with one module, `modules/ideas`."""
    for path in Path(shared.build_root).iterdir():
        if path.name not in {".pants.d", ".pids", ".isolated"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shared.write_files({**TEMPLATE, "pants.toml": TOML})
    assert run(shared, NewModule, "--name=ideas", "--kind=note").exit_code == 0
    return shared


def run(runner: RuleRunner, goal: type[Goal], *args: str) -> GoalRuleResult:
    """Run a goal; where it finds its modules is what the engine sees now."""
    return runner.run_goal_rule(goal, global_args=['--pantstack-layers=["domain"]'], args=args)


def update(runner: RuleRunner, *args: str) -> tuple[int, str, str]:
    """Run the goal."""
    done = run(runner, UpdateModule, *args)
    return done.exit_code, done.stdout, done.stderr


def write(runner: RuleRunner, files: Mapping[str, str]) -> None:
    """Write files, whatever is there."""
    runner.write_files(dict(files))


def change_template(runner: RuleRunner) -> None:
    """Change, add and remove files, resolves and questions of the template."""
    write(runner, CHANGED)
    Path(runner.build_root, f"{KIND}/files/__module__/old.txt").unlink()


def tree(runner: RuleRunner) -> dict[str, str]:
    """Every file of the repository, without what is hidden and the templates."""
    root = Path(runner.build_root)
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    ours = (path for path in found if not path.parts[0].startswith(".") and path.parts[0] != "build-support")
    return {path.as_posix(): (root / path).read_bytes().decode("utf-8", "surrogateescape") for path in ours}


CLEAN = (0, "1 module as its template makes it.\n", "")


def test_nothing_changed(runner: RuleRunner) -> None:
    """A new module is as its template makes it, and there is nothing to update."""
    before = tree(runner)

    assert update(runner, "--check", "modules/ideas") == CLEAN
    assert update(runner, "--check", "::") == CLEAN
    assert update(runner, "modules/ideas") == (0, "modules/ideas: nothing to update.\n", "")
    assert tree(runner) == before


def test_a_changed_template(runner: RuleRunner) -> None:
    """What it changed, added and removed comes into the module beside what the module changed; then it is clean."""
    change_template(runner)
    before = tree(runner)
    notes = before["modules/ideas/notes.txt"].replace("3\n4\n", "3\nmine\n4\n")
    write(runner, {"modules/ideas/notes.txt": notes, "modules/ideas/mine.txt": "mine\n"})
    before = tree(runner)
    code, out, err = update(runner, "modules/ideas")
    after = tree(runner)

    assert (code, err) == (0, "")
    assert out == (
        "modules/ideas: is updated to today's note.\n"
        "  written  3rdparty/python/lockfiles/ideas_api.lock\n"
        "  written  3rdparty/python/lockfiles/ideas_core.lock\n"
        "  written  modules/ideas/BUILD\n"
        "  written  modules/ideas/added.txt\n"
        "  merged   modules/ideas/notes.txt\n"
        "  deleted  modules/ideas/old.txt\n"
        "  written  [python.resolves].ideas_api\n"
        "Next:\n"
        "  ./pants update-module MODULE --accept (if what the module changed is on purpose)\n"
        "  ./pants lint check test package modules/ideas::\n"
    )
    record = json.loads(after.pop("modules/ideas/template.lock"))
    assert record["answers"]["texts"] == {"topic": "all", "tone": "kind"}
    assert after == {
        **{path: text for path, text in before.items() if path.rpartition("/")[2] not in {"old.txt", "template.lock"}},
        "3rdparty/python/lockfiles/ideas_api.lock": "a third lock\n",
        "3rdparty/python/lockfiles/ideas_core.lock": "another lock\n",
        "modules/ideas/BUILD": 'pantstack_module(description="all", layer="domain")\n# kind\n',
        "modules/ideas/added.txt": "added\n",
        "modules/ideas/notes.txt": f"{notes}the end\n",
        "pants.toml": f'{TOML}ideas_core = "3rdparty/python/lockfiles/ideas_core.lock"\n'
        'ideas_api = "3rdparty/python/lockfiles/ideas_api.lock"\n',
    }
    assert update(runner, "--accept", "modules/ideas")[0] == 0
    assert update(runner, "--check", "::") == (
        0,
        "1 module as its template makes it, apart from 1 file that differs on purpose.\n",
        "",
    )


def as_json(text: str) -> Any:  # noqa: ANN401  JSON
    """The document that was printed, which its schema describes."""
    document = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


def test_check_and_dry_run(runner: RuleRunner) -> None:
    """Both show every difference and write nothing; one of them is an exit code for CI, and JSON."""
    change_template(runner)
    write(
        runner, {"modules/ideas/mine.txt": "", "modules/ideas/BUILD": tree(runner)["modules/ideas/BUILD"] + "# mine\n"}
    )
    before = tree(runner)
    code, out, _ = update(runner, "--check", "::")
    shown = update(runner, "--dry-run", "modules/ideas")
    document = as_json(update(runner, "--check", "--format=json", "::")[1])

    assert tree(runner) == before
    assert (code, shown[0]) == (1, 1)
    assert out.endswith("1 of 1 module differs from what its template makes.\n")
    assert "+the end\n" in out
    assert (document["clean"], document["modules"][0]["added_resolves"]) == (False, ["ideas_api"])
    assert {file["path"].rpartition("/")[2]: file["outcome"] for file in document["modules"][0]["files"]} == {
        "BUILD": "conflict",
        "added.txt": "written",
        "ideas_api.lock": "written",
        "ideas_core.lock": "written",
        "notes.txt": "written",
        "old.txt": "deleted",
    }


def test_the_schema_has_every_outcome() -> None:
    """What may become of a file is listed in the schema, except for a file of which nothing becomes."""
    files = SCHEMA["properties"]["modules"]["items"]["properties"]["files"]["items"]

    assert {*files["properties"]["outcome"]["enum"], "unchanged"} == {*get_args(Outcome)}


def test_conflicts(runner: RuleRunner) -> None:
    """They are refused with their names, or written with markers; then nothing is merged before they are resolved."""
    change_template(runner)
    write(
        runner,
        {
            "modules/ideas/BUILD": 'pantstack_module(description="all", layer="domain")\n# mine\n',
            "modules/ideas/added.txt": "mine\n",
            "modules/ideas/old.txt": "mine\n",
        },
    )
    before = tree(runner)
    refused = update(runner, "modules/ideas")
    assert tree(runner) == before
    written = update(runner, "--conflicts=markers", "modules/ideas")
    checked = update(runner, "--check", "modules/ideas")
    accepted = update(runner, "--accept", "modules/ideas")
    again = update(runner, "--check", "modules/ideas")

    assert refused == (
        1,
        "",
        (
            "update-module: Nothing was written, since there are conflicts: modules/ideas/BUILD (both changed the same"
            " lines); modules/ideas/added.txt (the template has it, too); modules/ideas/old.txt (the template has given"
            " it up).\nWrite conflict markers: --conflicts=markers.\n"
        ),
    )
    assert (written[0], checked[0], again[0]) == (0, 1, 1)
    assert accepted == (
        1,
        "",
        (
            "update-module: Nothing was recorded: modules/ideas/BUILD, modules/ideas/added.txt: conflict markers.\n"
            "Resolve the conflicts first.\n"
        ),
    )
    after = tree(runner)
    assert after["modules/ideas/BUILD"] == (
        'pantstack_module(description="all", layer="domain")\n<<<<<<< yours\n# mine\n=======\n# kind\n>>>>>>> template\n'
    )
    assert after["modules/ideas/old.txt"] == "mine\n"


def test_deviations(runner: RuleRunner) -> None:
    """A recorded one is clean until it changes again; one with a reason stays, and an update keeps both."""
    root = Path(runner.build_root)
    write(runner, {"modules/ideas/notes.txt": "mine\n"})
    (root / "modules/ideas/old.txt").unlink()
    first = update(runner, "--check", "::")
    update(runner, "--accept", "modules/ideas")
    accepted = update(runner, "--check", "::")
    write(runner, {"modules/ideas/notes.txt": "mine again\n"})
    changed = update(runner, "--check", "::")
    update(runner, "--accept", "--reason=our own", "modules/ideas")
    write(runner, {"modules/ideas/notes.txt": "and again\n"})
    free = update(runner, "--check", "::")
    document = as_json(update(runner, "--check", "--format=json", "::")[1])

    assert (first[0], accepted[0], changed[0], free[0]) == (1, 0, 1, 0)
    assert accepted[1] == "1 module as its template makes it, apart from 2 files that differ on purpose.\n"
    assert json.loads(tree(runner)["modules/ideas/template.lock"])["deviations"] == {
        "modules/ideas/notes.txt": {"reason": "our own"},
        "modules/ideas/old.txt": {"reason": "our own"},
    }
    assert [(each["path"], each["outcome"]) for each in document["modules"][0]["files"]] == [
        ("modules/ideas/notes.txt", "deviates"),
        ("modules/ideas/old.txt", "deviates"),
    ]


def test_lockfiles(runner: RuleRunner) -> None:
    """One that was generated since is no drift; where the template has another one, too, it is to be generated again."""
    lock = "3rdparty/python/lockfiles/ideas_core.lock"
    write(runner, {lock: "mine\n"})
    assert update(runner, "--check", "::") == CLEAN
    change_template(runner)
    code, out, _ = update(runner, "modules/ideas")

    assert (code, tree(runner)[lock]) == (0, "mine\n")
    assert out.splitlines()[1:3] == [
        "  written  3rdparty/python/lockfiles/ideas_api.lock",
        f"  locks    {lock}",
    ]
    assert "  ./pants generate-lockfiles --resolve=ideas_core" in out.splitlines()
    assert update(runner, "--check", "::") == CLEAN


def test_adoption(runner: RuleRunner) -> None:
    """A module without a record is named as that, and gets one by its kind, from what it declares."""
    root = Path(runner.build_root)
    build = 'pantstack_module(description="All of them", layer="domain")\n'
    write(runner, {"modules/ideas/BUILD": build, "modules/ideas/a.py": ""})
    (root / "modules/ideas/template.lock").unlink()
    missing = update(runner, "modules/ideas")
    everything = update(runner, "--check", "::")
    done = update(runner, "--accept", "--kind=note", "modules/ideas")

    assert missing == (
        2,
        "",
        (
            "update-module: `modules/ideas` has no template.lock, so nobody knows what it was made from.\n"
            "If it is a service, give it one: ./pants update-module modules/ideas --accept --kind=service\n"
        ),
    )
    assert everything == (0, "No module here has a template.lock.\n", "")
    assert done == (0, "modules/ideas/template.lock: 1 deviation.\n", "")
    assert update(runner, "--check", "modules/ideas")[0] == 0


def test_undo(runner: RuleRunner) -> None:
    """An update is undone byte by byte."""
    change_template(runner)
    before = tree(runner)
    update(runner, "modules/ideas")
    assert tree(runner) != before
    code, out, _ = update(runner, "--undo")

    assert (code, re.sub("of .* UTC", "of TIME", out.splitlines()[0])) == (0, "Undid update-module of TIME.")
    assert tree(runner) == before


def test_whatever_is_in_the_files(runner: RuleRunner) -> None:
    """Line ends, a missing last one and permissions stay; what is not text, or already has markers, is a conflict."""
    change_template(runner)
    root = Path(runner.build_root)
    notes, build = root / "modules/ideas/notes.txt", root / "modules/ideas/BUILD"
    notes.write_bytes(f"mine\nIdeas\n{LINES}".replace("\n", "\r\n").encode())
    notes.chmod(0o444)
    build.write_bytes(b"# mine \xff\n")
    binary = update(runner, "--conflicts=refuse", "modules/ideas")
    build.write_bytes(b"<<<<<<< a\n=======\n>>>>>>> b\n")
    marked = update(runner, "--conflicts=markers", "modules/ideas")
    build.write_bytes(b'pantstack_module(description="all", layer="domain")')
    code, _, err = update(runner, "--conflicts=markers", "modules/ideas")

    start = "update-module: Nothing was written, since there are conflicts: modules/ideas/BUILD"
    assert binary == (1, "", f"{start} (it is not text).\nWrite conflict markers: --conflicts=markers.\n")
    assert marked == (1, "", f"{start} (it has conflict markers already).\nResolve them there first.\n")
    assert (code, err) == (0, "")
    assert notes.read_bytes() == f"mine\nIdeas\n{LINES}the end\n".replace("\n", "\r\n").encode()
    assert notes.stat().st_mode & 0o777 == 0o444


def test_links(runner: RuleRunner, tmp_path: Path) -> None:
    """One out of the repository is refused before anything is read through it; one inside is followed and stays."""
    change_template(runner)
    notes = Path(runner.build_root, "modules/ideas/notes.txt")
    text = notes.read_text(encoding="utf-8")
    notes.unlink()
    (tmp_path / "secret").write_text("a secret\n", encoding="utf-8")
    notes.symlink_to(tmp_path / "secret")
    outside = [update(runner, *arguments, "modules/ideas") for arguments in (["--check"], [], ["--accept"])]
    notes.unlink()
    write(runner, {"notes": text})
    notes.symlink_to("../../notes")
    inside = update(runner, "modules/ideas")

    message = (
        f"update-module: modules/ideas/notes.txt: Pants follows no link to an absolute path, here {tmp_path}/secret.\n"
    )
    assert [(code, out, err[: len(message)]) for code, out, err in outside] == [(2, "", message)] * 3
    assert (inside[0], notes.is_symlink(), tree(runner)["notes"]) == (0, True, f"{text}the end\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "No module is named.\nWrite: ./pants update-module modules/orders, or :: for all.\n"),
        (["modules/idaes"], "modules/idaes: there is no such module.\nDid you mean `modules/ideas`?\n"),
        (
            ["modules/ideas/BUILD"],
            "`modules/ideas/BUILD` is not a module.\nName the folder of a module, such as modules/orders.\n",
        ),
        (["--check", "--accept", "::"], "--check and --accept exclude each other.\nLeave one of them out.\n"),
        (["--reason=x", "::"], "--reason needs --accept.\nAdd it, or leave this out.\n"),
        (["--format=json", "::"], "--format needs --check.\nAdd it, or leave this out.\n"),
        (["--check", "--format=xml", "::"], "Unknown --format `xml`.\nUse: text, json.\n"),
        (["--conflicts=x", "::"], "Unknown --conflicts `x`.\nUse: refuse, markers.\n"),
        (["--answers={'x': 'y'}", "::"], "The kind note does not ask for `x`.\nIt asks for: topic.\n"),
        (["--accept", "--kind=x", "modules/ideas"], "Unknown kind of module `x`.\n"),
        (["--undo", "::"], "--undo takes no module: it undoes the last run.\nWrite: ./pants update-module --undo\n"),
    ],
)
def test_wrong_usage(runner: RuleRunner, args: list[str], message: str) -> None:
    """It is reported in two lines, and nothing is written."""
    before = tree(runner)
    code, out, err = update(runner, *args)

    assert (code, out, err[: len(message) + 15]) == (2, "", f"update-module: {message}")
    assert tree(runner) == before


def test_a_damaged_record(runner: RuleRunner) -> None:
    """Whatever is to be done with the module, it is named with its line, and can be made anew."""
    write(runner, {"modules/ideas/template.lock": "<<<<<<< a\n", "modules/ideas/a.py": ""})
    before = tree(runner)
    refused = [update(runner, *arguments) for arguments in (["--check", "::"], ["modules/ideas"], ["--accept", "::"])]

    assert (
        refused
        == [
            (
                2,
                "",
                (
                    "update-module: modules/ideas/template.lock:1 This file cannot be read: Expecting value in line 1.\n"
                    "Restore it from git, or make a new one: ./pants update-module MODULE --accept --kind=KIND\n"
                ),
            )
        ]
        * 3
    )
    assert tree(runner) == before
    assert update(runner, "--accept", "--kind=note", "modules/ideas")[0] == 0
    assert update(runner, "--check", "::") == CLEAN
