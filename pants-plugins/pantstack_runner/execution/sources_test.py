"""Promotion, rollback and what was previewed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner import paths
from pantstack_runner.contract import plan as plans
from pantstack_runner.contract.module import Artifact
from pantstack_runner.contract.testing import write_artifact
from pantstack_runner.errors import FailedError, UserError
from pantstack_runner.execution import sources
from pantstack_runner.health import liveness
from pantstack_runner.records.testing import write_old_record, write_record

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.plan import Plan
    from pantstack_runner.records.record import Record


@pytest.fixture(autouse=True)
def _up(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that was deployed is up."""
    monkeypatch.setattr(liveness, "check_liveness", lambda *_: "up")


@pytest.fixture(name="one")
def _one(plan: Plan) -> Plan:
    """A plan for orders alone."""
    return plan.model_copy(update={"modules": plan.modules[:1]})


def _record(plan: Plan, *artifacts: Artifact, **fields: Any) -> Record:  # noqa: ANN401 - of a record
    return write_record(plan.context, artifacts=artifacts, **fields)


def _resolved(plan: Plan) -> Plan:
    path, whole = sources.resolved(plan.root / "plan.json", plan)
    # The processes of modules read the very same.
    assert plans.load(path) == whole
    return whole


def _refused(plan: Plan) -> str:
    with pytest.raises(UserError) as caught:
        sources.resolved(plan.root / "plan.json", plan)
    return str(caught.value)


def test_nothing_to_resolve(one: Plan, tmp_path: Path) -> None:
    """A plan of this work tree stays as it is."""
    assert sources.resolved(tmp_path / "plan.json", one) == (tmp_path / "plan.json", one)


def _promotion(plan: Plan) -> tuple[Plan, Plan]:
    """A plan that promotes from `test` to `prod`, and the environment it promotes from."""
    prod = plan.environment.model_copy(update={"name": "prod"})
    return plan.at(prod).model_copy(update={"promote_from": plan.environment}), plan


def test_promotion(one: Plan, tmp_path: Path) -> None:
    """Exactly what was deployed last is taken, with the commit it is from."""
    to_prod, test = _promotion(one)
    _record(test, write_artifact(tmp_path, "old"))
    artifact = write_artifact(tmp_path, "new")
    _record(test, artifact, commit="d" * 40, dirty=True)

    (module,) = _resolved(to_prod).modules

    assert module == one.modules[0].model_copy(
        update={"artifacts": (artifact,), "commit": "d" * 40, "dirty": True, "promoted_from": "test"}
    )


@pytest.mark.parametrize(
    ("fields", "fact"),
    [
        ({"result": "failed"}, "was not brought up by its last deploy"),
        ({"result": "started"}, "was not brought up by its last deploy"),
        ({"action": "destroy"}, "was taken down"),
    ],
)
def test_no_promotion_of_what_is_not_good(one: Plan, tmp_path: Path, fields: dict[str, str], fact: str) -> None:
    """A good deploy that is not the last one does not help."""
    to_prod, test = _promotion(one)
    artifact = write_artifact(tmp_path, "x")
    _record(test, artifact)
    last = _record(test, **fields)

    assert _refused(to_prod) == (
        f"orders in test {fact} ({last.name}), so it is not promoted.\nDeploy it there again first."
    )


def test_no_promotion_without_a_record(one: Plan, tmp_path: Path) -> None:
    """What was never deployed, or has a record that cannot be read, is not promoted."""
    to_prod, test = _promotion(one)
    assert _refused(to_prod) == (
        "orders in test was never deployed, so nothing can be promoted.\nDeploy it there first."
    )

    _record(test, write_artifact(tmp_path, "x"))
    last = _record(test)
    (test.root / paths.records_folder(test.context) / "orders" / f"{last.name}.json").write_text("{", encoding="utf-8")
    assert _refused(to_prod) == (
        f".pantstack/records/test/orders/{last.name}.json: is not a record: Invalid JSON: EOF while parsing an object at"
        " line 1 column 1.\nDeploy orders in test again: only a good deploy is promoted."
    )


def test_no_promotion_of_other_artifacts(one: Plan, tmp_path: Path) -> None:
    """An artifact that is gone or was changed is refused."""
    to_prod, test = _promotion(one)
    artifact = write_artifact(tmp_path, "x")
    _record(test, artifact)

    (tmp_path / artifact.path).write_text("y", encoding="utf-8")
    assert _refused(to_prod) == (
        f"{artifact.path}: artifact api of orders is not what was deployed.\n"
        "Remove that folder, and deploy orders again from its commit."
    )
    (tmp_path / artifact.path).unlink()
    assert _refused(to_prod) == (
        f"{artifact.path}: artifact api of orders cannot be read (No such file or directory).\n"
        "Deploy orders again from its commit: it is not rebuilt automatically."
    )


def _rollback(plan: Plan) -> Plan:
    return plan.model_copy(update={"rollback": True})


def test_rollback(one: Plan, tmp_path: Path) -> None:
    """The last good deploy before the current one comes back, with its configuration."""
    old = write_artifact(tmp_path, "old")
    _record(one, write_artifact(tmp_path, "oldest"))
    good = _record(one, old, configuration={"a:b": 1}, commit="d" * 40)
    _record(one, write_artifact(tmp_path, "broken"), result="failed")
    _record(one, write_artifact(tmp_path, "new"))

    (module,) = _resolved(_rollback(one)).modules

    assert module == one.modules[0].model_copy(
        update={"artifacts": (old,), "configuration": {"a:b": 1}, "commit": "d" * 40, "restores": good.name}
    )


def test_rollback_of_a_failure(one: Plan, tmp_path: Path) -> None:
    """After a failed deploy the last good one comes back."""
    good = _record(one, write_artifact(tmp_path, "good"))
    _record(one, write_artifact(tmp_path, "broken"), result="failed")
    assert _resolved(_rollback(one)).modules[0].restores == good.name

    # Killed on its way: the same artifacts, and yet something to go back to.
    _record(one, write_artifact(tmp_path, "good"), result="started")
    assert _resolved(_rollback(one)).modules[0].restores == good.name


def test_rollback_skips_the_same(one: Plan, tmp_path: Path) -> None:
    """A deploy of the same artifacts and configuration is nothing to go back to."""
    old, new = write_artifact(tmp_path, "old"), write_artifact(tmp_path, "new")
    good = _record(one, old)
    _record(one, new)
    _record(one, new)

    assert _resolved(_rollback(one)).modules[0].restores == good.name


def test_rollback_twice(one: Plan, tmp_path: Path) -> None:
    """A second rollback goes on to what was before, not back to what was left."""
    oldest = _record(one, write_artifact(tmp_path, "1"))
    old = _record(one, write_artifact(tmp_path, "2"))
    _record(one, write_artifact(tmp_path, "3"))
    _record(one, *old.artifacts, restores=old.name)

    assert _resolved(_rollback(one)).modules[0].restores == oldest.name


def _down(plan: Plan, result: str = "succeeded") -> Record:
    return write_record(plan.context, action="destroy", result=result)


def test_by_itself_nothing_comes_back_that_was_taken_down(one: Plan, tmp_path: Path) -> None:
    """A deploy from before it was taken down is brought back by those who ask for it, and never by itself."""
    good = _record(one, write_artifact(tmp_path, "good"))
    down = _down(one)
    _record(one, write_artifact(tmp_path, "sick"), result="failed")

    assert _resolved(_rollback(one)).modules[0].restores == good.name
    with pytest.raises(UserError) as caught:
        sources.restored(one, one.modules[0])
    assert str(caught.value) == (
        f"orders in test was taken down since its last good deploy ({down.name}).\n"
        "Bring that back with: ./pants deploy modules/orders --env=test --rollback"
    )

    again = _record(one, write_artifact(tmp_path, "again"))
    _record(one, write_artifact(tmp_path, "sick"), result="failed")
    assert sources.restored(one, one.modules[0]).restores == again.name


def test_right_after_it_was_taken_down(one: Plan, tmp_path: Path) -> None:
    """Who asks for a rollback of what is down gets the last good deploy."""
    _record(one, write_artifact(tmp_path, "old"))
    good = _record(one, write_artifact(tmp_path, "good"))
    _down(one)

    assert _resolved(_rollback(one)).modules[0].restores == good.name


def test_a_destroy_that_failed(one: Plan, tmp_path: Path) -> None:
    """What should have been taken down, and was not, comes back by itself."""
    good = _record(one, write_artifact(tmp_path, "good"))
    _down(one, "failed")
    _record(one, write_artifact(tmp_path, "sick"), result="failed")

    assert sources.restored(one, one.modules[0]).restores == good.name


def test_by_itself_nothing_comes_back_that_is_uncertain(one: Plan, tmp_path: Path) -> None:
    """Where a record cannot be read, it may be the one that took the module down."""
    _record(one, write_artifact(tmp_path, "good"))
    down = _down(one)
    _record(one, write_artifact(tmp_path, "sick"), result="failed")
    (one.root / paths.records_folder(one.context) / "orders" / f"{down.name}.json").write_text("{", encoding="utf-8")

    with pytest.raises(UserError) as caught:
        sources.restored(one, one.modules[0])
    assert str(caught.value) == (
        f".pantstack/records/test/orders/{down.name}.json: is not a record: "
        "Invalid JSON: EOF while parsing an object at line 1 column 1.\n"
        "Look which deploy was good, and bring it back with --rollback."
    )


def test_by_itself_the_first_deploy_has_nothing_to_come_back(one: Plan, tmp_path: Path) -> None:
    """Without an older good deploy nothing comes back."""
    _record(one, write_artifact(tmp_path, "sick"), result="failed")

    with pytest.raises(UserError) as caught:
        sources.restored(one, one.modules[0])
    assert str(caught.value) == (
        "No good deploy of orders in test is older than the current one.\n"
        "Look with: ./pants deploy modules/orders --env=test --history"
    )


@pytest.mark.parametrize("deployed", [False, True])
def test_nothing_to_go_back_to(one: Plan, tmp_path: Path, deployed: bool) -> None:  # noqa: FBT001 - a table
    """Without an older deploy there is no rollback."""
    if deployed:
        _record(one, write_artifact(tmp_path, "x"))

    assert _refused(_rollback(one)) == (
        "No good deploy of orders in test is older than the current one.\n"
        "Look with: ./pants deploy modules/orders --env=test --history"
        if deployed
        else "orders in test was never deployed, so there is nothing to go back to.\nDeploy it first."
    )


STATE = '{"checkpoint": {"latest": {}}}'


@pytest.fixture(name="saved")
def _saved(one: Plan, tmp_path: Path) -> Plan:
    """A plan that asks for what was previewed, with nothing packaged."""
    artifact = write_artifact(tmp_path, "x")
    state = one.home / "state/test" / paths.state_files(one.context, "orders")[0]
    state.parent.mkdir(parents=True)
    state.write_text(STATE, encoding="utf-8")
    module = one.modules[0].model_copy(update={"artifacts": (artifact,)})
    shown = {"action": "preview", "modules": (module,), "plan_out": "out.json", "dirty": True, "confirmed": True}
    sources.previewed(one.model_copy(update=shown))
    return one.model_copy(update={"plan_in": "out.json", "commit": "e" * 40})


def test_what_was_previewed(saved: Plan, tmp_path: Path) -> None:
    """The artifacts of the preview are deployed, as of its commit; who confirmed the preview confirmed no more."""
    whole = _resolved(saved)

    assert (whole.action, whole.confirmed, whole.commit, whole.dirty) == ("up", False, "c" * 40, True)
    assert whole.modules[0].artifacts == (write_artifact(tmp_path, "x"),)


MOVED = "out.json: what was previewed cannot be done: {}.\nPreview again with --plan-out."


def test_a_state_that_moved(saved: Plan) -> None:
    """Another state is refused, and so is a deploy in between."""
    state = saved.home / "state/test" / paths.state_files(saved.context, "orders")[0]
    state.write_text(STATE.replace("{}", "null"), encoding="utf-8")
    assert _refused(saved) == MOVED.format("orders in test is not what it was")

    state.write_text(STATE, encoding="utf-8")
    _resolved(saved)
    _record(saved)
    assert _refused(saved) == MOVED.format("orders in test is not what it was")


def test_what_else_moved(saved: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another environment, program, declaration, configuration, life or artifact is refused."""
    (module,) = saved.modules
    assert _refused(saved.at(saved.environment.model_copy(update={"platform": "aws"}))) == MOVED.format(
        "environment test is not what it was"
    )
    assert _refused(saved.model_copy(update={"modules": ()})) == MOVED.format("orders is not there any more")
    other = module.model_copy(update={"fingerprint": "sha256:other"})
    assert _refused(saved.model_copy(update={"modules": (other,)})) == MOVED.format(
        "the infrastructure of orders changed"
    )
    for declared in ({"path": "other"}, {"infrastructure": "modules/shipping/infrastructure"}, {"depends_on": ("a",)}):
        assert _refused(saved.model_copy(update={"modules": (module.model_copy(update=declared),)})) == MOVED.format(
            "the declaration of orders changed"
        )
    config = tmp_path / "stack" / "config" / "Pulumi.yaml"
    config.parent.mkdir(parents=True)
    config.write_text("config:\n  a:b: 1\n", encoding="utf-8")
    assert _refused(saved) == MOVED.format("the configuration of orders changed")
    config.unlink()
    monkeypatch.setattr(liveness, "check_liveness", lambda *_: "down")
    assert _refused(saved) == MOVED.format("orders in test is not what it was")
    monkeypatch.setattr(liveness, "check_liveness", lambda *_: "up")
    artifact = write_artifact(tmp_path, "x")
    (tmp_path / artifact.path).write_text("y", encoding="utf-8")
    assert _refused(saved) == (
        f"{artifact.path}: artifact api of orders is not what was deployed.\n"
        "Remove that folder, and deploy orders again from its commit."
    )


def test_a_plan_of_no_preview(saved: Plan, tmp_path: Path) -> None:
    """A plan that was never previewed is refused."""
    path = tmp_path / "out.json"
    plan = json.loads(path.read_bytes())
    plan["modules"][0]["expected"] = None
    path.write_text(json.dumps(plan), encoding="utf-8")

    assert _refused(saved) == MOVED.format("it is not of a preview")


def test_no_place_for_a_plan(one: Plan, tmp_path: Path) -> None:
    """Where the plan cannot be written, two lines say why."""
    (tmp_path / "file").touch()

    with pytest.raises(FailedError) as caught:
        sources.previewed(one.model_copy(update={"plan_out": "file/out.json"}))

    assert str(caught.value) == (
        f"{tmp_path}/file/out.json: the plan cannot be written (File exists).\n"
        "Free disk space or name another file, then run again."
    )


def test_records_of_another_version(one: Plan, tmp_path: Path) -> None:
    """What an older Pantstack recorded is neither promoted nor brought back, and two lines say what to do."""
    to_prod, test = _promotion(one)
    path = write_old_record(test.context)
    fact = f"{path.relative_to(tmp_path)}: is a record of version 1, and this Pantstack reads version 2."

    assert _refused(to_prod) == f"{fact}\nDeploy orders in test again: only a good deploy is promoted."
    with pytest.raises(UserError) as caught:
        sources.restored(test, test.modules[0])
    assert str(caught.value) == f"{fact}\nLook which deploy was good, and bring it back with --rollback."
