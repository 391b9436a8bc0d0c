"""Records: whole, in order, without secrets, and never fatal."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner.base.errors import FailedError
from pantstack_runner.contract.context import user_name
from pantstack_runner.contract.environment import Environment
from pantstack_runner.records import record, records
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.records.record import Record


def _begin(context: Context, **fields: Any) -> Record:  # noqa: ANN401 - whatever a record holds
    return records.begin(context, {"module": "orders", "action": "up", "plan": "sha256:plan", **fields})


def test_a_record_is_one_file(context: Context, tmp_path: Path) -> None:
    """It is written when a deploy begins, and written over when it ends."""
    record = _begin(context, commit="c" * 40, configuration={"a:b": [1]})
    folder = tmp_path / ".pantstack" / "records" / "test" / "orders"
    (path,) = folder.iterdir()

    assert path.name == f"{record.began:%Y%m%dT%H%M%S.%f}Z.json"
    assert json.loads(path.read_bytes()) == {
        "version": 2,
        "module": "orders",
        "environment": "test",
        "action": "up",
        "result": "started",
        "began": record.began.isoformat().replace("+00:00", "Z"),
        "seconds": None,
        "who": f"{user_name()}@{socket.gethostname()}",
        "commit": "c" * 40,
        "dirty": False,
        "artifacts": [],
        "plan": "sha256:plan",
        "infrastructure": "",
        "configuration": {"a:b": [1]},
        "configured": "",
        "outputs": {},
        "secrets": False,
        "changes": 0,
        "error": None,
        "restores": None,
        "promoted_from": None,
        "gates": [],
    }
    ended = record.model_copy(update={"result": "succeeded", "seconds": 1.5})
    records.write(context, ended)
    assert [each.name for each in folder.iterdir()] == [path.name]
    assert records.read_records(context, "orders") == records.RecordHistory((ended,), ended)
    assert records.recorded_modules(context) == ("orders",)


def test_a_field_of_an_earlier_version(context: Context, tmp_path: Path) -> None:
    """A record whose artifacts have the name by which Docker knew an image is read: nothing needs that name."""
    artifact = {"kind": "docker", "name": "docker", "path": "a/docker.json", "digest": f"sha256:{'a' * 64}"}
    written = _begin(context, artifacts=[artifact])
    path = tmp_path / ".pantstack/records/test/orders" / f"{written.name}.json"
    content = json.loads(path.read_bytes())
    content["artifacts"] = [{**artifact, "reference": "orders:1"}]
    path.write_text(json.dumps(content), encoding="utf-8")

    history = records.read_records(context, "orders")
    assert (history.records, history.problems) == ((written,), ())


def test_newest_first(context: Context) -> None:
    """The newest comes first, also where the clock was put back, and no more than requested are read."""
    first = _begin(context)
    ahead = first.model_copy(update={"began": datetime.now(UTC) + timedelta(days=1)})
    records.write(context, ahead)
    last = _begin(context)

    assert last.began == ahead.began + timedelta(microseconds=1)
    assert records.read_records(context, "orders").records == (last, ahead, first)
    assert records.read_records(context, "orders", limit=2) == records.RecordHistory((last, ahead), last)


def test_none(context: Context) -> None:
    """Before the first deploy there is nothing."""
    assert records.read_records(context, "orders") == records.RecordHistory()
    assert records.recorded_modules(context) == ()


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "Invalid JSON: EOF while parsing a value at line 1 column 0"),
        ('{"version": 1', "Invalid JSON: EOF while parsing an object at line 1 column 13"),
        ('{"version": 2}', "module: Field required"),
    ],
)
def test_corrupted(context: Context, text: str, fact: str) -> None:
    """What cannot be read is reported and left out; if it is the newest, nobody takes an older one for it."""
    good = _begin(context)
    bad = _begin(context)
    (context.root / paths.records_folder(context) / "orders" / f"{bad.name}.json").write_text(text, encoding="utf-8")

    history = records.read_records(context, "orders")
    assert (history.records, history.newest) == ((good,), None)
    assert [str(problem) for problem in history.problems] == [
        (
            f".pantstack/records/test/orders/{bad.name}.json: is not a record: {fact}.\n"
            "It is ignored; restore it from a copy, or remove it."
        )
    ]


def test_of_another_version(context: Context) -> None:
    """A record that an older or a newer Pantstack wrote is ignored, and two lines say what to do about it."""
    for version in (1, 3):
        old = _begin(context)
        path = context.root / paths.records_folder(context) / "orders" / f"{old.name}.json"
        path.write_text(json.dumps({"version": version, "whatever": "it has"}), encoding="utf-8")

        history = records.read_records(context, "orders", limit=1)

        assert (history.records, history.newest) == ((), None)
        assert [str(problem) for problem in history.problems] == [
            (
                f".pantstack/records/test/orders/{old.name}.json: is a record of version {version}, and this Pantstack reads"
                " version 2.\nIt is ignored; deploy the module again, then remove this file."
            )
        ]


@pytest.mark.parametrize(
    ("fields", "fact"),
    [
        ({"module": "shipping"}, "it is test/shipping/20260102T030405.000006Z.json"),
        ({"environment": "prod"}, "it is prod/orders/20260102T030405.000006Z.json"),
        ({"began": "2026-01-02T03:04:06Z"}, "it is test/orders/20260102T030406.000000Z.json"),
        ({"began": "2026-01-02T03:04:05.000006"}, "began: Input should have timezone info"),
    ],
    ids=["module", "environment", "time", "time zone"],
)
def test_of_something_else(context: Context, fields: dict[str, str], fact: str) -> None:
    """A record that was copied from elsewhere, or whose time cannot be compared, is reported and left out."""
    record = _begin(context).model_copy(update={"began": datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)})
    folder = context.root / paths.records_folder(context) / "orders"
    for path in folder.iterdir():
        path.unlink()
    content = json.dumps({**record.model_dump(mode="json"), **fields})
    (folder / f"{record.name}.json").write_text(content, encoding="utf-8")

    history = records.read_records(context, "orders")
    assert (history.records, history.newest) == ((), None)
    assert [problem.first_line for problem in history.problems] == [
        f".pantstack/records/test/orders/20260102T030405.000006Z.json: is not a record: {fact}."
    ]


def test_at_the_end_of_all_time(context: Context) -> None:
    """A record of the last moment that there is does not end a deploy: the next one is of now."""
    first = _begin(context)
    records.write(context, first.model_copy(update={"began": datetime.max.replace(tzinfo=UTC)}))

    assert first.began < _begin(context).began < datetime.now(UTC)


def test_beside_the_state(context: Context, tmp_path: Path) -> None:
    """Where the state is in a folder of its own, the records are there too."""
    there = tmp_path / "share"
    elsewhere = context.environment.model_copy(update={"backend_url": f"file://{there}"})

    _begin(context.at(elsewhere))

    assert len(list((there / ".pantstack" / "records" / "test" / "orders").iterdir())) == 1


def test_environments_are_apart(context: Context) -> None:
    """A record is of one environment."""
    _begin(context)
    other = Environment.model_validate({**context.environment.model_dump(), "name": "prod"})

    assert records.read_records(context.at(other), "orders") == records.RecordHistory()


def test_cannot_be_written(context: Context, tmp_path: Path) -> None:
    """Where no record can be written, nothing is deployed, and two lines say why."""
    (tmp_path / ".pantstack").mkdir()
    (tmp_path / ".pantstack" / "records").write_text("in the way", encoding="utf-8")

    with pytest.raises(FailedError) as caught:
        _begin(context)

    first, second = str(caught.value).splitlines()
    assert first.startswith(".pantstack/records/test/orders/")
    assert first.endswith(".json: the record cannot be written (Not a directory).")
    assert second == "Free disk space or fix the permissions there, then deploy again."


def test_without_secrets() -> None:
    """An output that is a secret, or holds one, is left out."""
    outputs = {
        "url": "http://x",
        "password": "[secret]",
        "dsn": "postgres://[secret]@x",
        "many": {"a": ["[secret]"]},
        "marked": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "x"},
        "list": [1, None, True],
    }

    assert record.without_secrets(outputs) == {"url": "http://x", "list": [1, None, True]}


def test_shortened() -> None:
    """An error of any length fits into a record."""
    assert record.truncate_error("x") == "x"
    assert record.truncate_error("x" * 3000) == "x" * 2000 + "..."
