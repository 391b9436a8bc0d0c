"""Environments that left BUILD: what a work tree still knows of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.contract.model import Environment
from pantstack.deploy.contract.requests import Context, DeployRequest, DestroyRequest, UpRequest, dump
from pantstack.deploy.planning import undeclared
from pantstack.deploy.planning.deploy_options import DeployOptions

LOCAL = Environment("local")
SHARED = Environment("shared", backend_url="file:///state", branches=("main",), gates=("lint",), auto_rollback=False)


def _plan(root: Path, environment: Environment, time: int, request: type[DeployRequest] = UpRequest) -> None:
    folder = root / ".pantstack/plans"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{time}.json"
    file.write_bytes(dump(Context(str(root), environment), request(())))
    os.utime(file, (time, time))


def test_as_it_was_declared_last(tmp_path: Path) -> None:
    """The newest plan says how an environment was declared; what has its state in the work tree needs its name only."""
    _plan(tmp_path, Environment("shared", backend_url="file:///older"), 1)
    _plan(tmp_path, SHARED, 2, DestroyRequest)
    _plan(tmp_path, LOCAL, 3)
    for folder in ("state/test", "records/gone", "records/shared", "state/local", "state/Not a name"):
        (tmp_path / ".pantstack" / folder).mkdir(parents=True)

    assert undeclared.with_state_or_records(tmp_path, [LOCAL]) == (SHARED, Environment("test"))
    assert undeclared.find(tmp_path, "gone") is None
    assert undeclared.find(tmp_path, "../state") is None
    assert undeclared.with_state_or_records(tmp_path / "elsewhere", [LOCAL]) == ()


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"version": 1, "context": {"environment": {"name": "shared"}}}', '"shared"']
)
def test_plans_of_others(tmp_path: Path, text: str) -> None:
    """A file that is no plan of this version is left out."""
    _plan(tmp_path, SHARED, 1)
    (tmp_path / ".pantstack/plans/x.json").write_text(text, encoding="utf-8")

    assert undeclared.find(tmp_path, "shared") == SHARED


@pytest.mark.parametrize(
    ("options", "chosen", "left"),
    [
        (DeployOptions(status=True), "local", ["test"]),
        (DeployOptions(history=True), "local", ["test"]),
        (DeployOptions(status=True, env="test"), "test", ["test"]),
        (DeployOptions(destroy=True, env="test"), "test", ["test"]),
        (DeployOptions(logs=True, env="test"), "test", ["test"]),
        (DeployOptions(destroy=True, env="local"), "local", []),
        (DeployOptions(prune=True), "local", []),
        (DeployOptions(orphans=True), "local", []),
    ],
)
def test_chosen(tmp_path: Path, options: DeployOptions, chosen: str, left: list[str]) -> None:
    """What was deployed is reported and taken down without a declaration."""
    (tmp_path / ".pantstack/state/test").mkdir(parents=True)

    environment, others = undeclared.choose(options, (LOCAL,), tmp_path)

    assert (environment.name, [each.name for each in others]) == (chosen, left)


@pytest.mark.parametrize(
    "options",
    [DeployOptions(env="test"), DeployOptions(preview=True, env="test"), DeployOptions(destroy=True, env="x")],
)
def test_nothing_new(tmp_path: Path, options: DeployOptions) -> None:
    """Nothing is deployed to an environment that is not declared, and none is taken down that never was."""
    (tmp_path / ".pantstack/state/test").mkdir(parents=True)

    with pytest.raises(UserError, match=f'^Unknown environment "{options.env}"; the environments are: local'):
        undeclared.choose(options, (LOCAL,), tmp_path)
