"""Which deploys are left out, and what is written of those that are not."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner.contract.requests import DestroyRequest
from pantstack_runner.contract.testing import make_artifact
from pantstack_runner.execution import change_detection
from pantstack_runner.health import liveness
from pantstack_runner.records import records
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import DeployRequest, UpRequest
    from pantstack_runner.health.liveness import Liveness
    from pantstack_runner.records.record import Record

PEX = make_artifact()


@pytest.fixture(name="plan_file")
def _plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text("the plan", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _up(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that was deployed is up."""
    _life(monkeypatch, "up")


def _life(monkeypatch: pytest.MonkeyPatch, state: Liveness) -> None:
    monkeypatch.setattr(liveness, "check_liveness", lambda *_: state)


def _deployed(
    context: Context,
    request: DeployRequest,
    module: Module,
    path: Path,
    error: str | None = None,
    **outputs: Any,  # noqa: ANN401 - JSON
) -> Record:
    entry = change_detection.begin_record(context, request, module, path)
    entry.close(error, outputs, 2)
    newest = records.read_records(context, module.name).newest
    assert newest
    return newest


def test_what_is_written(context: Context, up: UpRequest, plan_file: Path) -> None:
    """The record has all that the deploy was made of, and how it ended."""
    module = up.module("orders").model_copy(update={"artifacts": (PEX,)})

    good = _deployed(context, up, module, plan_file, url="http://x", dsn="[secret]")
    bad = _deployed(context, up, module, plan_file, error="no room")

    assert (good.result, good.error, good.outputs, good.secrets, good.changes) == (
        "succeeded",
        None,
        {"url": "http://x"},
        True,
        2,
    )
    assert (good.commit, good.dirty, good.artifacts, good.infrastructure) == ("c" * 40, False, (PEX,), "sha256:program")
    assert good.plan == f"sha256:{hashlib.sha256(plan_file.read_bytes()).hexdigest()}"
    assert good.seconds is not None
    assert (bad.result, bad.error, bad.is_good, good.is_good) == ("failed", "no room", False, True)


def test_gates_are_recorded(context: Context, up: UpRequest, plan_file: Path) -> None:
    """Those of the work tree; for artifacts of an earlier deploy, those that were green for them."""
    judged = up.model_copy(update={"gates": ("lint",)})
    orders = up.module("orders")
    promoted = up.module("orders").model_copy(update={"promoted_from": "staging", "gates": ("test",)})
    down = DestroyRequest(modules=up.modules)

    assert _deployed(context, judged, orders, plan_file).gates == ("lint",)
    assert _deployed(context, judged, promoted, plan_file).gates == ("test",)
    assert _deployed(context, down, orders, plan_file).gates == ()


def test_a_taken_down_module(context: Context, up: UpRequest, plan_file: Path) -> None:
    """Taking down is recorded as well, and what is down is deployed again."""
    _deployed(context, up, up.module("orders"), plan_file)

    record = _deployed(context, DestroyRequest(modules=up.modules), up.module("orders"), plan_file)

    assert (record.action, record.result, record.is_good) == ("destroy", "succeeded", False)
    assert change_detection.find_unchanged(context, up, up.module("orders")) is None


def test_no_change(context: Context, up: UpRequest, plan_file: Path) -> None:
    """The same again is left out."""
    record = _deployed(context, up, up.module("orders"), plan_file)

    assert change_detection.find_unchanged(context, up, up.module("orders")) == record


@pytest.mark.parametrize("life", ["down", "unknown"])
def test_not_up(
    context: Context, up: UpRequest, plan_file: Path, life: Liveness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not up, or not known to be, is deployed."""
    module = up.module("orders").model_copy(update={"artifacts": (PEX,)})
    _deployed(context, up, module, plan_file)
    _life(monkeypatch, life)

    assert change_detection.find_unchanged(context, up, module) is None


def test_nothing_runs(context: Context, up: UpRequest, plan_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module without artifacts cannot be compared, and is left alone unless its state is gone; its URL is not read."""
    record = _deployed(context, up, up.module("orders"), plan_file, url="http://127.0.0.1:1")
    state = context.home / "state/test" / paths.state_files(context, "orders")[0]
    monkeypatch.undo()
    assert change_detection.find_unchanged(context, up, up.module("orders")) is None

    state.parent.mkdir(parents=True)
    state.write_text('{"checkpoint": {"latest": {"resources": [{}]}}}', encoding="utf-8")
    assert change_detection.find_unchanged(context, up, up.module("orders")) == record


def test_what_the_foundation_gives(context: Context, up: UpRequest, plan_file: Path) -> None:
    """A module is deployed again when the foundation of its environment gives something else."""
    founded = context.at(context.environment.model_copy(update={"foundation": "stack/base"}))
    base = up.module("orders").model_copy(update={"name": "base", "path": "stack/base"})
    module = up.module("orders").model_copy(update={"after": ("base",)})
    _deployed(founded, up, base, plan_file, vpc="1")
    _deployed(founded, up, module, plan_file)
    assert change_detection.find_unchanged(founded, up, module)

    _deployed(founded, up, base, plan_file, vpc="2")
    assert change_detection.find_unchanged(founded, up, module) is None


def test_changes(context: Context, up: UpRequest, plan_file: Path, tmp_path: Path) -> None:
    """Another artifact, program, configuration or wish is a deploy."""
    module = up.module("orders")
    _deployed(context, up, module, plan_file)

    assert change_detection.find_unchanged(context, up, module.model_copy(update={"artifacts": (PEX,)})) is None
    assert (
        change_detection.find_unchanged(context, up, module.model_copy(update={"fingerprint": "sha256:other"})) is None
    )
    assert change_detection.find_unchanged(context, up, module.model_copy(update={"configuration": {"a:b": 1}})) is None
    assert change_detection.find_unchanged(context, up.model_copy(update={"force": True}), module) is None
    assert change_detection.find_unchanged(context, up, module) is not None
    (tmp_path / "stack" / "config").mkdir(parents=True)
    (tmp_path / "stack" / "config" / "Pulumi.yaml").write_text("config:\n  a:b: 1\n", encoding="utf-8")
    assert change_detection.find_unchanged(context, up, module) is None


def test_another_secret(
    context: Context, up: UpRequest, plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another value of a secret is a deploy, and neither value is in a record."""
    (tmp_path / "stack" / "config").mkdir(parents=True)
    config = tmp_path / "stack" / "config" / "Pulumi.yaml"
    config.write_text("config:\n  a:b: {fromEnv: A_SECRET}\n", encoding="utf-8")
    module = up.module("orders")
    monkeypatch.setenv("A_SECRET", "one s3cr3t")
    record = _deployed(context, up, module, plan_file)
    assert change_detection.find_unchanged(context, up, module) == record

    monkeypatch.setenv("A_SECRET", "two s3cr3t")

    assert change_detection.find_unchanged(context, up, module) is None
    assert record.configuration == {"a:b": {"fromEnv": "A_SECRET"}}
    assert "s3cr3t" not in record.model_dump_json()
    vault = context.at(context.environment.model_copy(update={"secrets_provider": "hashivault://key"}))
    monkeypatch.setenv("A_SECRET", "one s3cr3t")
    assert change_detection.find_unchanged(vault, up, module) is None


def test_failed_and_interrupted(context: Context, up: UpRequest, plan_file: Path) -> None:
    """A deploy that failed, was killed, or whose record cannot be read is always done again."""
    module = up.module("orders")
    _deployed(context, up, module, plan_file)
    _deployed(context, up, module, plan_file, error="no room")
    assert change_detection.find_unchanged(context, up, module) is None

    _deployed(context, up, module, plan_file)
    begun = change_detection.begin_record(context, up, module, plan_file).record
    assert change_detection.find_unchanged(context, up, module) is None

    (context.root / paths.records_folder(context) / "orders" / f"{begun.name}.json").write_text("{", encoding="utf-8")
    assert change_detection.find_unchanged(context, up, module) is None


def test_what_a_dependency_gives(context: Context, up: UpRequest, plan_file: Path) -> None:
    """A module is deployed again where a module that it depends on gives something else, secrets included."""
    orders, shipping = up.modules
    _deployed(context, up, orders, plan_file, url="http://one")
    _deployed(context, up, shipping, plan_file)
    assert change_detection.find_unchanged(context, up, shipping)

    _deployed(context, up, orders, plan_file, url="http://one")
    assert change_detection.find_unchanged(context, up, shipping)

    _deployed(context, up, orders, plan_file, url="http://two")
    assert change_detection.find_unchanged(context, up, shipping) is None

    _deployed(context, up, shipping, plan_file)
    assert change_detection.find_unchanged(context, up, shipping)
    _deployed(context, up, orders, plan_file, url="http://two", dsn="[secret]")
    _deployed(context, up, shipping, plan_file)
    _deployed(context, up, orders, plan_file, url="http://two", dsn="[secret]")
    assert change_detection.find_unchanged(context, up, shipping) is None
