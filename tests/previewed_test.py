"""`--plan-out` and `--plan`: a deploy is held to what was previewed, by the real engine."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from harness import Ran
from toys import SICK_IN_PLACE, Toy, without_ports

SECRET = "not-for-your-eyes"  # noqa: S105 - of this test alone
PORT = """
from stack.infra.platforms.local.service_provider import Port
dry = pulumi.runtime.is_dry_run()
"""


def run(toy: Toy, action: str, names: str, program: str = "", **changes: Any) -> Ran:  # noqa: ANN401 - JSON
    """Run the runner over programs that do something more."""
    path = toy.plan(action, tuple(names), changes)
    for name in names:
        file = toy.root / "modules" / name / "infrastructure/__main__.py"
        file.write_text(file.read_text(encoding="utf-8") + program, encoding="utf-8")
    done = subprocess.run((str(toy.runner), str(path)), capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def test_what_is_not_known_yet(toy: Toy) -> None:
    """What was previewed before any of it was up comes up, although addresses became known in between."""
    displayed = run(toy, "preview", "ab", plan_out="out.json")
    assert (displayed.code, displayed.err) == (0, ""), displayed.text
    kept = json.loads((toy.root / "out.json").read_text(encoding="utf-8"))
    assert [sorted(each["expected"]) for each in kept["request"]["modules"]] == [
        ["configuration", "state", "steps"]
    ] * 2
    assert all(each["expected"]["steps"]["resourcePlans"] for each in kept["request"]["modules"])

    ran = run(toy, "up", "ab", saved_plan="out.json").ok()

    assert [line for line in without_ports(ran.out).splitlines() if "  as previewed  api  " not in line] == [
        f"{name}  {what}"
        for name in "ab"
        for what in (f"create {name}-port", f"create {name}-service", "up  http://URL")
    ]
    assert list(toy.root.glob(".pantstack/work/*/*/steps.json")) == []
    toy.run("destroy", "a", "b").ok()


@pytest.mark.parametrize(
    ("program", "fact"),
    [
        ("dry or Port('extra', owner='x')", "extra: create was not previewed"),
        ("dry and Port('extra', owner='x')", "extra: it is not as it was previewed"),
        (
            f"Port('sec', owner=pulumi.Output.secret('{SECRET}' + str(dry)))",
            "sec: it is not as it was previewed",
        ),
    ],
    ids=["more", "less", "a secret that changed"],
)
def test_something_else(toy: Toy, program: str, fact: str) -> None:
    """A program that would do something else than it showed is stopped, and no value that it has is reported or kept."""
    run(toy, "preview", "a", PORT + program, plan_out="out.json").ok()

    ran = run(toy, "up", "a", PORT + program, saved_plan="out.json")

    assert (ran.code, ran.err) == (
        1,
        f"a  failed  {fact}; nothing more was done.\nPreview again with --plan-out.\n",
    )
    files = [each for each in toy.root.rglob("*") if each.is_file() and each.name != "__main__.py"]
    assert [str(each) for each in files if SECRET.encode() in each.read_bytes()] == []
    assert SECRET not in ran.text
    assert without_ports(run(toy, "up", "a").ok().out).endswith("a  up  http://URL\n")
    toy.run("destroy", "a").ok()


def test_a_sick_service_of_a_preview(toy: Toy) -> None:
    """The rollback of a deploy that was held to its preview is not held to that."""
    run(toy, "up", "a").ok()
    run(toy, "preview", "a", plan_out="out.json", text=SICK_IN_PLACE).ok()

    ran = run(toy, "up", "a", saved_plan="out.json")

    assert (ran.code, ran.err.splitlines()[-1][:8]) == (1, "Back is "), ran.text
    toy.run("destroy", "a").ok()
