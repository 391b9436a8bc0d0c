"""Promotion, rollback and what was previewed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.commands import up as commands_up
from pantstack_runner.contract import requests
from pantstack_runner.contract.module import Artifact
from pantstack_runner.contract.requests import Plan, PreviewRequest
from pantstack_runner.contract.testing import make_environment, write_artifact
from pantstack_runner.execution import rollback, saved_plan
from pantstack_runner.health import liveness
from pantstack_runner.records.testing import write_old_record, write_record
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import UpRequest
    from pantstack_runner.records.record import Record


@pytest.fixture(autouse=True)
def _up(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that was deployed is up."""
    monkeypatch.setattr(liveness, "check_liveness", lambda *_: "up")


@pytest.fixture(name="one")
def _one(up: UpRequest) -> UpRequest:
    """A request to bring up orders alone."""
    return up.model_copy(update={"modules": up.modules[:1]})


def _record(context: Context, *artifacts: Artifact, **fields: Any) -> Record:  # noqa: ANN401 - of a record
    return write_record(context, artifacts=artifacts, **fields)


def _resolved(context: Context, request: UpRequest) -> tuple[Context, UpRequest]:
    path, context, request = commands_up.resolve(context.root / "plan.json", context, request)
    # The processes of modules read the very same.
    assert requests.load(path) == Plan(context=context, request=request)
    return context, request


def _orders(context: Context, request: UpRequest) -> Module:
    return _resolved(context, request)[1].modules[0]


def _refused(context: Context, request: UpRequest) -> str:
    with pytest.raises(UserError) as caught:
        commands_up.resolve(context.root / "plan.json", context, request)
    return str(caught.value)


def test_nothing_to_resolve(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """A request of this work tree stays as it is."""
    path = tmp_path / "plan.json"

    assert commands_up.resolve(path, context, one) == (path, context, one)


def _promotion(context: Context, one: UpRequest) -> tuple[Context, UpRequest]:
    """The environment `prod`, and a request to promote from the one at hand."""
    return context.at(make_environment("prod")), one.model_copy(update={"promote_from": context.environment})


def test_promotion(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """Exactly what was deployed last is taken, with the commit it is from."""
    prod = _promotion(context, one)
    _record(context, write_artifact(tmp_path, "old"))
    artifact = write_artifact(tmp_path, "new")
    _record(context, artifact, commit="d" * 40, dirty=True)

    module = _orders(*prod)

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
def test_no_promotion_of_what_is_not_good(
    context: Context, one: UpRequest, tmp_path: Path, fields: dict[str, str], fact: str
) -> None:
    """A good deploy that is not the last one does not help."""
    prod = _promotion(context, one)
    artifact = write_artifact(tmp_path, "x")
    _record(context, artifact)
    last = _record(context, **fields)

    assert _refused(*prod) == (
        f"orders in test {fact} ({last.name}), so it is not promoted.\nDeploy it there again first."
    )


def test_no_promotion_without_a_record(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """What was never deployed, or has a record that cannot be read, is not promoted."""
    prod = _promotion(context, one)
    assert _refused(*prod) == ("orders in test was never deployed, so nothing can be promoted.\nDeploy it there first.")

    _record(context, write_artifact(tmp_path, "x"))
    last = _record(context)
    (context.root / paths.records_folder(context) / "orders" / f"{last.name}.json").write_text("{", encoding="utf-8")
    assert _refused(*prod) == (
        f".pantstack/records/test/orders/{last.name}.json: is not a record: Invalid JSON: EOF while parsing an object at"
        " line 1 column 1.\nDeploy orders in test again: only a good deploy is promoted."
    )


def test_no_promotion_of_other_artifacts(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """An artifact that is gone or was changed is refused."""
    prod = _promotion(context, one)
    artifact = write_artifact(tmp_path, "x")
    _record(context, artifact)

    (tmp_path / artifact.path).write_text("y", encoding="utf-8")
    assert _refused(*prod) == (
        f"{artifact.path}: artifact api of orders is not what was deployed.\n"
        "Remove that folder, and deploy orders again from its commit."
    )
    (tmp_path / artifact.path).unlink()
    assert _refused(*prod) == (
        f"{artifact.path}: artifact api of orders cannot be read (No such file or directory).\n"
        "Deploy orders again from its commit: it is not rebuilt automatically."
    )


def _rollback(one: UpRequest) -> UpRequest:
    return one.model_copy(update={"rollback": True})


def test_rollback(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """The last good deploy before the current one comes back, with its configuration."""
    old = write_artifact(tmp_path, "old")
    _record(context, write_artifact(tmp_path, "oldest"))
    good = _record(context, old, configuration={"a:b": 1}, commit="d" * 40)
    _record(context, write_artifact(tmp_path, "broken"), result="failed")
    _record(context, write_artifact(tmp_path, "new"))

    module = _orders(context, _rollback(one))

    assert module == one.modules[0].model_copy(
        update={"artifacts": (old,), "configuration": {"a:b": 1}, "commit": "d" * 40, "restores": good.name}
    )


def test_rollback_of_a_failure(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """After a failed deploy the last good one comes back."""
    good = _record(context, write_artifact(tmp_path, "good"))
    _record(context, write_artifact(tmp_path, "broken"), result="failed")
    assert _orders(context, _rollback(one)).restores == good.name

    # Killed on its way: the same artifacts, and yet something to go back to.
    _record(context, write_artifact(tmp_path, "good"), result="started")
    assert _orders(context, _rollback(one)).restores == good.name


def test_rollback_skips_the_same(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """A deploy of the same artifacts and configuration is nothing to go back to."""
    old, new = write_artifact(tmp_path, "old"), write_artifact(tmp_path, "new")
    good = _record(context, old)
    _record(context, new)
    _record(context, new)

    assert _orders(context, _rollback(one)).restores == good.name


def test_rollback_twice(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """A second rollback goes on to what was before, not back to what was left."""
    oldest = _record(context, write_artifact(tmp_path, "1"))
    old = _record(context, write_artifact(tmp_path, "2"))
    _record(context, write_artifact(tmp_path, "3"))
    _record(context, *old.artifacts, restores=old.name)

    assert _orders(context, _rollback(one)).restores == oldest.name


def _damage(context: Context, record: Record) -> str:
    path = context.root / paths.records_folder(context) / "orders" / f"{record.name}.json"
    path.write_text("{", encoding="utf-8")
    return str(path.relative_to(context.root))


def test_rollback_past_a_damaged_record(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """What cannot be read may be the deploy to go back to, or the current one, so nothing is taken in its place."""
    first, second, third, fourth = [_record(context, write_artifact(tmp_path, text)) for text in "1234"]
    location = _damage(context, third)

    with pytest.raises(UserError) as caught:
        _orders(context, _rollback(one))

    assert caught.value.location == location
    assert caught.value.help == "Restore it from a copy, or remove it and look with --history what is left."

    # What is older than that does not matter, and what the current deploy brought back does.
    (context.root / location).unlink()
    oldest = _damage(context, first)
    assert _orders(context, _rollback(one)).restores == second.name
    _record(context, *fourth.artifacts, restores=first.name)
    with pytest.raises(UserError) as caught:
        _orders(context, _rollback(one))
    assert caught.value.location == oldest


def test_rollback_without_a_record_that_can_be_read(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """A module whose only record is damaged is not one that was never deployed."""
    location = _damage(context, _record(context, write_artifact(tmp_path, "1")))

    with pytest.raises(UserError) as caught:
        _orders(context, _rollback(one))

    assert caught.value.location == location


def _down(context: Context, result: str = "succeeded") -> Record:
    return write_record(context, action="destroy", result=result)


def test_by_itself_nothing_comes_back_that_was_taken_down(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """A deploy from before it was taken down is brought back by those who ask for it, and never by itself."""
    good = _record(context, write_artifact(tmp_path, "good"))
    down = _down(context)
    _record(context, write_artifact(tmp_path, "sick"), result="failed")

    assert _orders(context, _rollback(one)).restores == good.name
    with pytest.raises(UserError) as caught:
        rollback.restore(context, one.modules[0])
    assert str(caught.value) == (
        f"orders in test was taken down since its last good deploy ({down.name}).\n"
        "Bring that back with: ./pants deploy modules/orders --env=test --rollback"
    )

    again = _record(context, write_artifact(tmp_path, "again"))
    _record(context, write_artifact(tmp_path, "sick"), result="failed")
    assert rollback.restore(context, one.modules[0]).restores == again.name


def test_right_after_it_was_taken_down(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """Who asks for a rollback of what is down gets the last good deploy."""
    _record(context, write_artifact(tmp_path, "old"))
    good = _record(context, write_artifact(tmp_path, "good"))
    _down(context)

    assert _orders(context, _rollback(one)).restores == good.name


def test_a_destroy_that_failed(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """What should have been taken down, and was not, comes back by itself."""
    good = _record(context, write_artifact(tmp_path, "good"))
    _down(context, "failed")
    _record(context, write_artifact(tmp_path, "sick"), result="failed")

    assert rollback.restore(context, one.modules[0]).restores == good.name


def test_by_itself_nothing_comes_back_that_is_uncertain(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """Where a record cannot be read, it may be the one that took the module down."""
    _record(context, write_artifact(tmp_path, "good"))
    down = _down(context)
    _record(context, write_artifact(tmp_path, "sick"), result="failed")
    (context.root / paths.records_folder(context) / "orders" / f"{down.name}.json").write_text("{", encoding="utf-8")

    with pytest.raises(UserError) as caught:
        rollback.restore(context, one.modules[0])
    assert str(caught.value) == (
        f".pantstack/records/test/orders/{down.name}.json: is not a record: "
        "Invalid JSON: EOF while parsing an object at line 1 column 1.\n"
        "Look which deploy was good, and bring it back with --rollback."
    )


def test_by_itself_the_first_deploy_has_nothing_to_come_back(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """Without an older good deploy nothing comes back."""
    _record(context, write_artifact(tmp_path, "sick"), result="failed")

    with pytest.raises(UserError) as caught:
        rollback.restore(context, one.modules[0])
    assert str(caught.value) == (
        "No good deploy of orders in test is older than the current one.\n"
        "Look with: ./pants deploy modules/orders --env=test --history"
    )


@pytest.mark.parametrize("deployed", [False, True])
def test_nothing_to_go_back_to(context: Context, one: UpRequest, tmp_path: Path, deployed: bool) -> None:  # noqa: FBT001 - a table
    """Without an older deploy there is no rollback."""
    if deployed:
        _record(context, write_artifact(tmp_path, "x"))

    assert _refused(context, _rollback(one)) == (
        "No good deploy of orders in test is older than the current one.\n"
        "Look with: ./pants deploy modules/orders --env=test --history"
        if deployed
        else "orders in test was never deployed, so there is nothing to go back to.\nDeploy it first."
    )


STATE = '{"checkpoint": {"latest": {}}}'


@pytest.fixture(name="saved")
def _saved(context: Context, one: UpRequest, tmp_path: Path) -> UpRequest:
    """A request for what was previewed, with nothing packaged."""
    artifact = write_artifact(tmp_path, "x")
    state = context.home / "state/test" / paths.state_files(context, "orders")[0]
    state.parent.mkdir(parents=True)
    state.write_text(STATE, encoding="utf-8")
    module = one.modules[0].model_copy(update={"artifacts": (artifact,)})
    dirty = context.model_copy(update={"dirty": True})
    saved_plan.save(dirty, PreviewRequest(modules=(module,), plan_out="out.json"))
    return one.model_copy(update={"saved_plan": "out.json"})


def test_what_was_previewed(context: Context, saved: UpRequest, tmp_path: Path) -> None:
    """The artifacts of the preview are deployed, as of its commit; who saw the preview has not confirmed anything."""
    there, whole = _resolved(context.model_copy(update={"commit": "e" * 40}), saved)

    assert (whole.confirmed, whole.force, there.commit, there.dirty) == (False, True, "c" * 40, True)
    assert whole.modules[0].artifacts == (write_artifact(tmp_path, "x"),)


MOVED = "out.json: what was previewed cannot be done: {}.\nPreview again with --plan-out."


def test_a_state_that_moved(context: Context, saved: UpRequest) -> None:
    """Another state is refused, and so is a deploy in between."""
    state = context.home / "state/test" / paths.state_files(context, "orders")[0]
    state.write_text(STATE.replace("{}", "null"), encoding="utf-8")
    assert _refused(context, saved) == MOVED.format("orders in test is not what it was")

    state.write_text(STATE, encoding="utf-8")
    _resolved(context, saved)
    _record(context)
    assert _refused(context, saved) == MOVED.format("orders in test is not what it was")


def test_what_else_moved(context: Context, saved: UpRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another environment, program, declaration, configuration, life or artifact is refused."""
    (module,) = saved.modules
    assert _refused(context.at(make_environment(platform="aws")), saved) == MOVED.format(
        "environment test is not what it was"
    )
    assert _refused(context, saved.model_copy(update={"modules": ()})) == MOVED.format("orders is not there any more")
    other = module.model_copy(update={"fingerprint": "sha256:other"})
    assert _refused(context, saved.model_copy(update={"modules": (other,)})) == MOVED.format(
        "the infrastructure of orders changed"
    )
    for declared in ({"path": "other"}, {"infrastructure": "modules/shipping/infrastructure"}, {"depends_on": ("a",)}):
        assert _refused(
            context, saved.model_copy(update={"modules": (module.model_copy(update=declared),)})
        ) == MOVED.format("the declaration of orders changed")
    config = tmp_path / "stack" / "config" / "Pulumi.yaml"
    config.parent.mkdir(parents=True)
    config.write_text("config:\n  a:b: 1\n", encoding="utf-8")
    assert _refused(context, saved) == MOVED.format("the configuration of orders changed")
    config.unlink()
    monkeypatch.setattr(liveness, "check_liveness", lambda *_: "down")
    assert _refused(context, saved) == MOVED.format("orders in test is not what it was")
    monkeypatch.setattr(liveness, "check_liveness", lambda *_: "up")
    artifact = write_artifact(tmp_path, "x")
    (tmp_path / artifact.path).write_text("y", encoding="utf-8")
    assert _refused(context, saved) == (
        f"{artifact.path}: artifact api of orders is not what was deployed.\n"
        "Remove that folder, and deploy orders again from its commit."
    )


def test_a_plan_of_no_preview(context: Context, saved: UpRequest, tmp_path: Path) -> None:
    """A plan that was never previewed is refused."""
    path = tmp_path / "out.json"
    plan = json.loads(path.read_bytes())
    plan["request"]["modules"][0]["expected"] = None
    path.write_text(json.dumps(plan), encoding="utf-8")

    assert _refused(context, saved) == MOVED.format("it is not of a preview")


def test_no_place_for_a_plan(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """Where the plan cannot be written, two lines say why."""
    (tmp_path / "file").touch()

    with pytest.raises(FailedError) as caught:
        saved_plan.save(context, PreviewRequest(modules=one.modules, plan_out="file/out.json"))

    assert str(caught.value) == (
        f"{tmp_path}/file/out.json: the plan cannot be written (File exists).\n"
        "Free disk space or name another file, then run again."
    )


def test_a_plan_of_another_version(context: Context, saved: UpRequest, tmp_path: Path) -> None:
    """What an older Pantstack previewed is not deployed, and two lines say what to do."""
    path = tmp_path / "out.json"
    path.write_text('{"version": 1, "action": "up", "modules": []}', encoding="utf-8")

    assert _refused(context, saved) == (
        f"{path}: is a plan of version 1, and this runner reads version 2.\nPreview again with --plan-out."
    )


def test_records_of_another_version(context: Context, one: UpRequest, tmp_path: Path) -> None:
    """What an older Pantstack recorded is neither promoted nor brought back, and two lines say what to do."""
    prod = _promotion(context, one)
    path = write_old_record(context)
    fact = f"{path.relative_to(tmp_path)}: is a record of version 1, and this Pantstack reads version 2."

    assert _refused(*prod) == f"{fact}\nDeploy orders in test again: only a good deploy is promoted."
    with pytest.raises(UserError) as caught:
        rollback.restore(context, one.modules[0])
    assert str(caught.value) == f"{fact}\nLook which deploy was good, and bring it back with --rollback."
