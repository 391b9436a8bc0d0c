"""What `--status` and `--history` say."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.base.files import try_lock
from pantstack_runner.commands import history, status
from pantstack_runner.contract.requests import HistoryRequest, StatusRequest
from pantstack_runner.contract.testing import make_artifact, make_environment, make_module, write_file
from pantstack_runner.health import liveness
from pantstack_runner.health.testing import running
from pantstack_runner.records import records
from pantstack_runner.records.record import Record
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.environment import Environment
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import UpRequest

HOUR = "20261124T{:02}0000.000000Z"


class Report(NamedTuple):
    """The request; that of both reports is the same."""

    context: Context
    modules: tuple[Module, ...]
    environments: tuple[Environment, ...]
    format: str = "text"
    include_removed: bool = False
    removed: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
    undeclared: tuple[str, ...] = ()

    def status(self) -> int:
        """Run `--status`."""
        return status.run(Path("plan.json"), self.context, StatusRequest.model_validate(self._arguments()))

    def history(self) -> int:
        """Run `--history`."""
        return history.run(Path("plan.json"), self.context, HistoryRequest.model_validate(self._arguments()))

    def _arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self._asdict().items() if name != "context"}


@pytest.fixture(name="report")
def _report(context: Context, up: UpRequest) -> Report:
    """A report on `test` and `prod`."""
    return Report(context, up.modules, (context.environment, make_environment("prod")))


def _record(context: Context, hour: int, letter: str, **fields: Any) -> Record:  # noqa: ANN401 - whatever a record holds
    record = Record.model_validate(
        {
            "module": "orders",
            "environment": context.environment.name,
            "action": "up",
            "result": "succeeded",
            "began": datetime(2026, 11, 24, hour, tzinfo=UTC),
            "seconds": 1.25,
            "who": "me@here",
            "commit": letter * 40,
            "plan": "sha256:p",
            "artifacts": (make_artifact(letter),),
            "outputs": {"url": f"http://{letter}"},
            **fields,
        }
    )
    records.write(context, record)
    return record


@pytest.fixture(name="deployed")
def _deployed(report: Report, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Orders is up in two environments, in one of them an older deploy; shipping is down."""
    monkeypatch.setattr(liveness, "check_liveness", lambda *_: "up")
    test, prod = (report.context.at(each) for each in report.environments)
    _record(test, 1, "a")
    _record(test, 2, "b", result="failed", error="no room", dirty=True, outputs={})
    _record(test, 3, "c", module="shipping")
    _record(test, 4, "c", module="shipping", action="destroy", artifacts=(), commit=None, outputs={})
    _record(prod, 5, "a", promoted_from="test")
    _record(prod, 6, "b", restores=HOUR.format(5), result="started", seconds=None)
    return report


def test_status(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """A line a module and environment: what runs, and how the last deploy went."""
    assert deployed.status() == 0

    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out == (
        "module    environment  state  last deploy  version       commit   since                 url\n"
        "orders    prod         up     interrupted  aaaaaaaaaaaa  aaaaaaa  2026-11-24 05:00 UTC  http://a\n"
        "orders    test         up     failed       aaaaaaaaaaaa  aaaaaaa  2026-11-24 01:00 UTC  http://a\n"
        "shipping  test         down   succeeded    -             -        2026-11-24 04:00 UTC  -\n"
    )


def test_a_deploy_at_work(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not finished and holds the module's lock is no interrupted deploy; that of another environment is one."""
    prod = deployed.context.at(deployed.environments[1])
    _record(prod, 8, "b", result="started", seconds=None)
    _record(deployed.context.at(deployed.environments[0]), 7, "b", result="started", seconds=None)
    lock = write_file(paths.module_lock_file(prod, "orders"))

    with lock.open("a+b") as file:
        assert try_lock(file)
        assert (deployed.status(), deployed.history()) == (0, 0)

    results = re.findall(r" (prod|test) .*? (in progress|interrupted|succeeded|failed) ", capsys.readouterr().out)
    assert results[:2] == [("prod", "in progress"), ("test", "interrupted")]
    assert results[-3:] == [("prod", "interrupted"), ("test", "interrupted"), ("prod", "in progress")]


def test_status_as_json(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """The same for programs, with digests in full."""
    one = deployed._replace(format="json", environments=deployed.environments[:1])

    assert one.status() == 0

    output = json.loads(capsys.readouterr().out)
    assert (output["version"], [each["module"] for each in output["modules"]]) == (1, ["orders", "shipping"])
    assert output["modules"][0] == {
        "module": "orders",
        "environment": "test",
        "state": "up",
        "result": "failed",
        "artifacts": {"api": f"sha256:{'a' * 64}"},
        "commit": "a" * 40,
        "dirty": False,
        "since": "2026-11-24T01:00:00+00:00",
        "who": "me@here",
        "url": "http://a",
        "error": "no room",
    }


def test_history(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """A line a deploy, the newest last."""
    assert deployed.history() == 0

    assert capsys.readouterr().out == (
        "began                    environment  module    action                           result       version       "
        "commit    took   who\n"
        "2026-11-24 01:00:00 UTC  test         orders    up                               succeeded    aaaaaaaaaaaa  "
        "aaaaaaa   1.2 s  me@here\n"
        "2026-11-24 02:00:00 UTC  test         orders    up                               failed       bbbbbbbbbbbb  "
        "bbbbbbb+  1.2 s  me@here\n"
        "2026-11-24 03:00:00 UTC  test         shipping  up                               succeeded    cccccccccccc  "
        "ccccccc   1.2 s  me@here\n"
        "2026-11-24 04:00:00 UTC  test         shipping  destroy                          succeeded    -             "
        "-         1.2 s  me@here\n"
        "2026-11-24 05:00:00 UTC  prod         orders    promotion from test              succeeded    aaaaaaaaaaaa  "
        "aaaaaaa   1.2 s  me@here\n"
        "2026-11-24 06:00:00 UTC  prod         orders    rollback to 2026-11-24 05:00:00  interrupted  bbbbbbbbbbbb  "
        "bbbbbbb   -      me@here\n"
    )


def test_history_as_json(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get the records as they are."""
    one = deployed._replace(format="json", modules=deployed.modules[1:])

    assert one.history() == 0

    output = json.loads(capsys.readouterr().out)
    assert [Record.model_validate(each) for each in output["records"]] == list(
        reversed(records.read_records(deployed.context, "shipping").records)
    )


def test_gone(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """A report of the whole repository has what is up and not in it any more; of what was taken down, only when."""
    gone = deployed._replace(modules=(make_module("new"),), include_removed=True)

    assert gone.status() == 0
    captured = capsys.readouterr()
    assert captured.out == (
        "module  environment  state  last deploy  version       commit   since                 url\n"
        "orders  prod         up     interrupted  aaaaaaaaaaaa  aaaaaaa  2026-11-24 05:00 UTC  http://a\n"
        "orders  test         up     failed       aaaaaaaaaaaa  aaaaaaa  2026-11-24 01:00 UTC  http://a\n"
    )
    assert captured.err == (
        "pants deploy: orders is in prod, and not in the repository any more.\n"
        "Take it down by: ./pants deploy modules/orders --env=prod --destroy, or bring it back from a commit that has"
        " it, such as aaaaaaa.\n"
        "pants deploy: orders is in test, and not in the repository any more.\n"
        "Take it down by: ./pants deploy modules/orders --env=test --destroy, or bring it back from a commit that has"
        " it, such as aaaaaaa.\n"
    )
    assert gone.history() == 0
    assert [line.split()[4] for line in capsys.readouterr().out.splitlines()[1:]] == [
        "orders",
        "orders",
        "shipping",
        "shipping",
        "orders",
        "orders",
    ]
    assert gone._replace(include_removed=False).status() == 0
    assert capsys.readouterr() == ("Nothing was deployed yet.\n", "")


def test_a_module_that_was_removed(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """Requested by name it is reported from its records, with how it is taken down."""
    removed = deployed._replace(
        modules=(make_module("orders"),), environments=deployed.environments[:1], removed={"orders": "Did you mean?"}
    )

    assert removed.status() == 0
    captured = capsys.readouterr()
    assert [line.split()[:3] for line in captured.out.splitlines()[1:]] == [["orders", "test", "up"]]
    assert captured.err.splitlines()[0] == "pants deploy: orders is in test, and not in the repository any more."
    assert removed.history() == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_module_that_never_was(deployed: Report) -> None:
    """One without records is none, and two lines say what is near."""
    never = deployed._replace(modules=(make_module("ordres"),), removed={"ordres": "Did you mean `modules/orders`?"})

    for run in (never.status, never.history):
        with pytest.raises(UserError) as caught:
            run()
        assert str(caught.value) == (
            "modules/ordres: there is no such module, nor was there one in test, prod.\nDid you mean `modules/orders`?"
        )


def test_an_environment_that_is_not_declared(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """What is up there is shown, with how it is taken down; what was taken down is not shown any more."""
    left = deployed._replace(environments=deployed.environments[:1], undeclared=("test",))

    assert left.status() == 0

    captured = capsys.readouterr()
    assert [line.split()[:3] for line in captured.out.splitlines()[1:]] == [["orders", "test", "up"]]
    assert captured.err == (
        "pants deploy: orders is in test, which is not declared any more.\n"
        "Take it down by: ./pants deploy modules/orders --env=test --destroy, or bring it back from a commit that has"
        " it, such as aaaaaaa.\n"
    )


def test_a_corrupted_record(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """It is reported, and the others are shown."""
    path = deployed.context.root / paths.records_folder(deployed.context) / "orders" / f"{HOUR.format(2)}.json"
    path.write_text("{", encoding="utf-8")
    one = deployed._replace(environments=deployed.environments[:1], modules=deployed.modules[:1])
    output = (
        f"pants deploy: .pantstack/records/test/orders/{path.name}: is not a record: Invalid JSON: EOF while parsing"
        " an object at line 1 column 1.\nIt is ignored; restore it from a copy, or remove it.\n"
    )

    assert one.status() == 0
    captured = capsys.readouterr()
    assert (captured.err, captured.out.splitlines()[1].split()[:4]) == (output, ["orders", "test", "up", "succeeded"])
    assert one.history() == 0
    captured = capsys.readouterr()
    assert (captured.err, len(captured.out.splitlines())) == (output, 2)


@pytest.mark.parametrize(("run", "lines"), [(Report.status, 3), (Report.history, 5)])
def test_a_place_that_cannot_be_read(
    deployed: Report,
    capsys: pytest.CaptureFixture[str],
    run: Callable[[Report], int],
    lines: int,
) -> None:
    """It is reported, the others are shown, and the exit code is 1; nothing is reported as undeployed."""
    test, prod = deployed.environments
    (deployed.context.root / "file").touch()
    gone = prod.model_copy(update={"records": f"file://{deployed.context.root}/file"})
    output = "pants deploy: file/.pantstack/records/prod: the records cannot be read (Not a directory).\n"
    output += "Fix the permissions or the connection, then run again.\n"

    assert run(deployed._replace(environments=(test, gone))) == 1
    captured = capsys.readouterr()
    assert (captured.err, len(captured.out.splitlines())) == (output, lines)
    assert run(deployed._replace(environments=(gone,))) == 1
    captured = capsys.readouterr()
    assert (captured.err, captured.out) == (output, "")


@pytest.mark.parametrize("run", [Report.status, Report.history])
def test_nothing(report: Report, capsys: pytest.CaptureFixture[str], run: Callable[[Report], int]) -> None:
    """Before the first deploy there is nothing to show, and a program gets an empty list."""
    assert run(report) == 0
    assert capsys.readouterr().out == "Nothing was deployed yet.\n"

    assert run(report._replace(format="json")) == 0
    output = json.loads(capsys.readouterr().out)
    assert [value for name, value in output.items() if name != "version"] == [[]]


def test_what_no_state_knows(deployed: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """What runs is reported without a state, and without a record; it is neither up nor down."""
    one = deployed._replace(environments=deployed.environments[:1], include_removed=True)
    with running(one.context, "shipping") as shipping, running(one.context, "lost") as lost:
        assert one.status() == 0

    captured = capsys.readouterr()
    assert captured.out.splitlines()[-2:] == [
        "shipping  test         unknown  succeeded    -             -        2026-11-24 04:00 UTC  http://127.0.0.1:20001",
        "lost      test         unknown  -            -             -        -                     http://127.0.0.1:20001",
    ]
    advice = "Deploy the module again, or take it down by --destroy.\n"
    assert captured.err.endswith(
        f"pants deploy: lost in test: process {lost.pid} runs, and no state knows of it.\n{advice}"
        f"pants deploy: shipping in test: process {shipping.pid} runs, and no state knows of it.\n{advice}"
    )
