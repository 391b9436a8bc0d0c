"""Which deploys are left out, and what is written of those that are not."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner import paths
from pantstack_runner.contract.testing import make_artifact
from pantstack_runner.execution import change_detection
from pantstack_runner.health import liveness
from pantstack_runner.records import records

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.plan import Plan
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


def _life(monkeypatch: pytest.MonkeyPatch, said: Liveness) -> None:
    monkeypatch.setattr(liveness, "check_liveness", lambda *_: said)


def _deployed(plan: Plan, module: Module, path: Path, error: str | None = None, **outputs: Any) -> Record:  # noqa: ANN401 - JSON
    entry = change_detection.begin_record(plan, module, path)
    entry.close(error, outputs, 2)
    newest = records.read_records(plan.context, module.name).newest
    assert newest
    return newest


def test_what_is_written(plan: Plan, plan_file: Path) -> None:
    """The record has all that the deploy was made of, and how it ended."""
    module = plan.module("orders").model_copy(update={"artifacts": (PEX,)})

    good = _deployed(plan, module, plan_file, url="http://x", dsn="[secret]")
    bad = _deployed(plan, module, plan_file, error="no room")

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


def test_gates_are_recorded(plan: Plan, plan_file: Path) -> None:
    """Those of the work tree; for artifacts of an earlier deploy, those that were green for them."""
    judged = plan.model_copy(update={"gates": ("lint",)})
    promoted = plan.module("orders").model_copy(update={"promoted_from": "staging", "gates": ("test",)})
    down = judged.model_copy(update={"action": "destroy"})

    assert _deployed(judged, judged.module("orders"), plan_file).gates == ("lint",)
    assert _deployed(judged, promoted, plan_file).gates == ("test",)
    assert _deployed(down, judged.module("orders"), plan_file).gates == ()


def test_a_taken_down_module(plan: Plan, plan_file: Path) -> None:
    """Taking down is recorded as well, and what is down is deployed again."""
    down = plan.model_copy(update={"action": "destroy"})
    _deployed(plan, plan.module("orders"), plan_file)

    record = _deployed(down, down.module("orders"), plan_file)

    assert (record.action, record.result, record.is_good) == ("destroy", "succeeded", False)
    assert change_detection.find_unchanged(plan, plan.module("orders")) is None
    assert change_detection.find_unchanged(down, plan.module("orders")) is None


def test_no_change(plan: Plan, plan_file: Path) -> None:
    """The same again is left out."""
    record = _deployed(plan, plan.module("orders"), plan_file)

    assert change_detection.find_unchanged(plan, plan.module("orders")) == record


@pytest.mark.parametrize("life", ["down", "unknown"])
def test_not_up(plan: Plan, plan_file: Path, life: Liveness, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not up, or not known to be, is deployed."""
    module = plan.module("orders").model_copy(update={"artifacts": (PEX,)})
    _deployed(plan, module, plan_file)
    _life(monkeypatch, life)

    assert change_detection.find_unchanged(plan, module) is None


def test_nothing_runs(plan: Plan, plan_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module without artifacts cannot be asked, and is left alone unless its state is gone; its URL is not asked."""
    record = _deployed(plan, plan.module("orders"), plan_file, url="http://127.0.0.1:1")
    state = plan.home / "state/test" / paths.state_files(plan.context, "orders")[0]
    monkeypatch.undo()
    assert change_detection.find_unchanged(plan, plan.module("orders")) is None

    state.parent.mkdir(parents=True)
    state.write_text('{"checkpoint": {"latest": {"resources": [{}]}}}', encoding="utf-8")
    assert change_detection.find_unchanged(plan, plan.module("orders")) == record


def test_what_the_foundation_gives(plan: Plan, plan_file: Path) -> None:
    """A module is deployed again when the foundation of its environment gives something else."""
    founded = plan.at(plan.environment.model_copy(update={"foundation": "stack/base"}))
    base = plan.module("orders").model_copy(update={"name": "base", "path": "stack/base"})
    module = plan.module("orders").model_copy(update={"after": ("base",)})
    _deployed(founded, base, plan_file, vpc="1")
    _deployed(founded, module, plan_file)
    assert change_detection.find_unchanged(founded, module)

    _deployed(founded, base, plan_file, vpc="2")
    assert change_detection.find_unchanged(founded, module) is None


def test_changes(plan: Plan, plan_file: Path, tmp_path: Path) -> None:
    """Another artifact, program, configuration or wish is a deploy."""
    module = plan.module("orders")
    _deployed(plan, module, plan_file)

    assert change_detection.find_unchanged(plan, module.model_copy(update={"artifacts": (PEX,)})) is None
    assert change_detection.find_unchanged(plan, module.model_copy(update={"fingerprint": "sha256:other"})) is None
    assert change_detection.find_unchanged(plan, module.model_copy(update={"configuration": {"a:b": 1}})) is None
    assert change_detection.find_unchanged(plan.model_copy(update={"force": True}), module) is None
    assert change_detection.find_unchanged(plan.model_copy(update={"action": "preview"}), module) is None
    assert change_detection.find_unchanged(plan, module) is not None
    (tmp_path / "stack" / "config").mkdir(parents=True)
    (tmp_path / "stack" / "config" / "Pulumi.yaml").write_text("config:\n  a:b: 1\n", encoding="utf-8")
    assert change_detection.find_unchanged(plan, module) is None


def test_another_secret(plan: Plan, plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another value of a secret is a deploy, and neither value is in a record."""
    (tmp_path / "stack" / "config").mkdir(parents=True)
    config = tmp_path / "stack" / "config" / "Pulumi.yaml"
    config.write_text("config:\n  a:b: {fromEnv: A_SECRET}\n", encoding="utf-8")
    module = plan.module("orders")
    monkeypatch.setenv("A_SECRET", "one s3cr3t")
    record = _deployed(plan, module, plan_file)
    assert change_detection.find_unchanged(plan, module) == record

    monkeypatch.setenv("A_SECRET", "two s3cr3t")

    assert change_detection.find_unchanged(plan, module) is None
    assert record.configuration == {"a:b": {"fromEnv": "A_SECRET"}}
    assert "s3cr3t" not in record.model_dump_json()
    provider = {"environment": plan.environment.model_copy(update={"secrets_provider": "hashivault://key"})}
    monkeypatch.setenv("A_SECRET", "one s3cr3t")
    assert change_detection.find_unchanged(plan.model_copy(update=provider), module) is None


def test_failed_and_interrupted(plan: Plan, plan_file: Path) -> None:
    """A deploy that failed, was killed, or whose record cannot be read is always done again."""
    module = plan.module("orders")
    _deployed(plan, module, plan_file)
    _deployed(plan, module, plan_file, error="no room")
    assert change_detection.find_unchanged(plan, module) is None

    _deployed(plan, module, plan_file)
    begun = change_detection.begin_record(plan, module, plan_file).record
    assert change_detection.find_unchanged(plan, module) is None

    (plan.root / paths.records_folder(plan.context) / "orders" / f"{begun.name}.json").write_text("{", encoding="utf-8")
    assert change_detection.find_unchanged(plan, module) is None


def test_what_a_dependency_gives(plan: Plan, plan_file: Path) -> None:
    """A module is deployed again where a module that it depends on gives something else, secrets included."""
    orders, shipping = plan.modules
    _deployed(plan, orders, plan_file, url="http://one")
    _deployed(plan, shipping, plan_file)
    assert change_detection.find_unchanged(plan, shipping)

    _deployed(plan, orders, plan_file, url="http://one")
    assert change_detection.find_unchanged(plan, shipping)

    _deployed(plan, orders, plan_file, url="http://two")
    assert change_detection.find_unchanged(plan, shipping) is None

    _deployed(plan, shipping, plan_file)
    assert change_detection.find_unchanged(plan, shipping)
    _deployed(plan, orders, plan_file, url="http://two", dsn="[secret]")
    _deployed(plan, shipping, plan_file)
    _deployed(plan, orders, plan_file, url="http://two", dsn="[secret]")
    assert change_detection.find_unchanged(plan, shipping) is None
