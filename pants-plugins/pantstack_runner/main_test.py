"""The runner's command line, without Pulumi."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pantstack_runner import main as runner
from pantstack_runner.contract import requests
from pantstack_runner.contract.environment import Environment
from pantstack_runner.pulumi import cli
from pantstack_runner.records.testing import write_record

GOLDEN = Path(__file__).parents[1] / "pantstack/deploy/contract/golden/up.json"


def _plan(tmp_path: Path, **environment: Any) -> str:  # noqa: ANN401 - JSON
    plan = json.loads(GOLDEN.read_text(encoding="utf-8"))
    plan["context"]["root"] = str(tmp_path)
    plan["request"]["events"] = None
    plan["context"]["environment"].update(environment)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    return str(path)


def test_no_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing plan is wrong usage."""
    assert runner.main([str(tmp_path / "no.json")]) == 2
    assert capsys.readouterr().err == (
        f"pants deploy: {tmp_path}/no.json: cannot be read (No such file or directory).\nRun ./pants deploy again.\n"
    )


def test_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can answer, an environment that wants confirmation is refused."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("test\n"))

    assert runner.main([_plan(tmp_path, requires_confirmation=True)]) == 2
    assert capsys.readouterr().err == (
        'pants deploy: Environment "test" requires confirmation, and there is no terminal to ask on.\nAdd --yes.\n'
    )


def test_gates_are_required(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is promoted from the commit at hand without the gates ends with the exit code that asks for them, silently."""
    path = Path(_plan(tmp_path))
    plan = json.loads(path.read_text(encoding="utf-8"))
    plan["context"]["dirty"] = False
    staging = {**plan["context"]["environment"], "name": "staging", "gates": []}
    plan["request"].update(gates=[], promote_from=staging)
    path.write_text(json.dumps(plan), encoding="utf-8")
    context = requests.load(path).context
    for name in ("inventory", "orders"):
        write_record(
            context.at(Environment.model_validate(staging)), name, commit=plan["context"]["commit"], gates=("lint",)
        )

    assert (runner.main([str(path)]), capsys.readouterr()) == (requests.GATES_WANTED, ("", ""))


def test_a_failure_stops_what_needs_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module without a program is wrong usage, and the module that needs it is not tried."""
    monkeypatch.setenv("PANTSTACK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cli, "find", lambda *_: tmp_path / "pulumi")
    # Other tests in this process may have loaded it: with it a module has a process that finds `stack` by itself.
    monkeypatch.delitem(sys.modules, "obstore", raising=False)

    assert runner.main([_plan(tmp_path)]) == 2
    captured = capfd.readouterr()
    assert captured.out == "orders  skipped  inventory failed\n"
    assert captured.err == (
        "inventory  failed  modules/inventory/infrastructure/__main__.py: is missing.\n"
        "Write the module's Pulumi program there, or change `infrastructure` in modules/inventory/BUILD.\n"
    )


def test_what_is_in_the_way(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be made is reported in two lines, whatever it is for."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("PANTSTACK_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(cli, "find", lambda *_: tmp_path / "pulumi")

    assert runner.main([_plan(tmp_path)]) == 1
    assert capfd.readouterr().err == (
        f"pants deploy: {tmp_path}/file/pulumi/bin: Not a directory.\n"
        "Free disk space or fix the permissions there, then run again.\n"
    )
