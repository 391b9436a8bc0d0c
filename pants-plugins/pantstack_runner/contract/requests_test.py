"""The contract's reading end; `pantstack/deploy/contract/requests_test.py` writes the same golden files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.contract import requests
from pantstack_runner.contract.context import Context
from pantstack_runner.contract.environment import Environment, Traits
from pantstack_runner.contract.module import Artifact, Module

GOLDEN = Path(__file__).parents[2] / "pantstack/deploy/contract/golden"
LOCAL = Traits(
    on_this_machine=True, refreshes=True, needs_registry=False, fetches_plugins=False, health_path="/health", logs=""
)
AWS = Traits(
    on_this_machine=False,
    refreshes=False,
    needs_registry=True,
    fetches_plugins=True,
    health_path="/health/{module}",
    logs="CloudWatch, region {region}, in groups that end with the module's name",
)
TEST = Environment(
    name="test",
    platform="local",
    traits=LOCAL,
    backend_url=None,
    region=None,
    requires_confirmation=False,
    branches=("main",),
    clean_worktree=True,
    auto_rollback=True,
    registry="127.0.0.1:5000/test",
    runs="docker",
    secrets_provider="passphrase",
    gates=("lint", "test"),
    foundation="stack/infra/foundation",
)
PROD = Environment(
    name="prod",
    platform="aws",
    traits=AWS,
    backend_url="s3://state",
    region="us-east-1",
    requires_confirmation=True,
    auto_rollback=False,
    runs="pex",
    records="s3://history",
)
BARE = (
    Module(
        name="inventory",
        path="modules/inventory",
        infrastructure="modules/inventory/infrastructure",
        depends_on=(),
        artifacts=(),
    ),
)
BUILT = (
    *BARE,
    Module(
        name="orders",
        path="modules/orders",
        infrastructure="modules/orders/infrastructure",
        depends_on=("inventory",),
        artifacts=(
            Artifact(
                kind="pex", name="api", path=f".pantstack/artifacts/{'a' * 64}/api.pex", digest=f"sha256:{'a' * 64}"
            ),
            Artifact(
                kind="docker",
                name="docker",
                path=f".pantstack/artifacts/{'b' * 64}/docker.docker-info.json",
                digest=f"sha256:{'b' * 64}",
            ),
        ),
        fingerprint=f"sha256:{'f' * 64}",
        after=("inventory",),
    ),
)
RUNNER = ".pantstack/runner/cccc/runner.pex"
EXAMPLES: dict[str, requests.Request] = {
    "up": requests.UpRequest(modules=BUILT, events="-", force=True, gates=("lint", "test")),
    "preview": requests.PreviewRequest(modules=BUILT, plan_out="out.json", promote_from=PROD),
    "destroy": requests.DestroyRequest(
        modules=BARE,
        jobs=1,
        unlock=True,
        confirmed=True,
        force=True,
        dependents={"orders": ("inventory",)},
        removed={"inventory": "Did you mean `x`?"},
    ),
    "refresh": requests.RefreshRequest(modules=BARE),
    "logs": requests.LogsRequest(modules=BARE, removed={"inventory": "Did you mean `x`?"}),
    "status": requests.StatusRequest(
        modules=BARE,
        environments=(TEST, PROD),
        include_removed=True,
        removed={"inventory": "Did you mean `x`?"},
        undeclared=("test",),
    ),
    "history": requests.HistoryRequest(modules=BARE, environments=(PROD,), format="json"),
    "set_secret": requests.SetSecretRequest(modules=BARE, key="db:password"),
    "orphans": requests.OrphansRequest(modules=(), environments=(TEST, PROD), confirmed=True),
    "prune": requests.PruneRequest(
        modules=BARE, environments=(TEST, PROD), selected=("test",), keep=3, runner=RUNNER, preview=True
    ),
}


@pytest.mark.parametrize("action", EXAMPLES)
def test_golden(action: str) -> None:
    """Every golden file is read in full."""
    context = Context(root=Path("/home/me/my repository"), environment=TEST, commit="c" * 40, dirty=True)

    assert requests.load(GOLDEN / f"{action}.json") == requests.Plan(context=context, request=EXAMPLES[action])


def test_every_action_has_a_golden_file() -> None:
    """No request is known here that the backend does not write."""
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(EXAMPLES)
    assert {type(example) for example in EXAMPLES.values()} == set(get_args(requests.Request))


def _refusal(tmp_path: Path, text: str) -> str:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        requests.load(path)
    return str(caught.value).replace(str(path), "PLAN")


AGAIN = ".\nRun ./pants deploy again; it writes the plan anew."


def _golden(action: str = "up") -> dict[str, Any]:
    return dict(json.loads((GOLDEN / f"{action}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("version", [1, 3])
def test_another_version(tmp_path: Path, version: int) -> None:
    """A plan of another version is refused by its version, whatever else it has."""
    message = _refusal(tmp_path, json.dumps({"version": version, "action": "up", "modules": []}))

    assert message == f"PLAN: is a plan of version {version}, and this runner reads version 2{AGAIN}"


@pytest.mark.parametrize(
    ("action", "part", "change", "fact"),
    [
        (
            "up",
            "request",
            {"action": "drop"},
            (
                "request: Input tag 'drop' found using 'action' does not match any of the expected tags: 'up', 'preview',"
                " 'destroy', 'refresh', 'logs', 'status', 'history', 'set_secret', 'prune', 'orphans'"
            ),
        ),
        ("up", "request", {"surprise": 1}, "request.up.surprise: Extra inputs are not permitted"),
        ("up", "context", {"surprise": 1}, "context.surprise: Extra inputs are not permitted"),
        ("destroy", "request", {"keep": 1}, "request.destroy.keep: Extra inputs are not permitted"),
        ("prune", "request", {"keep": 0}, "request.prune.keep: Input should be greater than or equal to 1"),
        ("up", "request", {"jobs": 65}, "request.up.jobs: Input should be less than or equal to 64"),
        ("up", "context", {"root": "here"}, "context.root: Value error, must be absolute"),
        (
            "up",
            "request",
            {"modules": []},
            "request.up: Value error, modules must be at least one, each with a name of its own",
        ),
        (
            "set_secret",
            "request",
            {"modules": _golden()["request"]["modules"]},
            "request.set_secret: Value error, a secret is for one module",
        ),
    ],
)
def test_foreign_plan(tmp_path: Path, action: str, part: str, change: dict[str, Any], fact: str) -> None:
    """A plan with what is not known, or not of this action, is refused."""
    plan = _golden(action)
    plan[part].update(change)

    assert _refusal(tmp_path, json.dumps(plan)) == f"PLAN: is not a plan of version 2: {fact}{AGAIN}"


@pytest.mark.parametrize(
    ("field", "value", "fact"),
    [
        ("name", "../x", "String should match pattern '^[a-z][a-z0-9_]{0,62}$'"),
        ("path", "../x", "Value error, must be a path below the root of the repository"),
        ("infrastructure", "/etc", "Value error, must be a path below the root of the repository"),
    ],
)
def test_traversal(tmp_path: Path, field: str, value: str, fact: str) -> None:
    """Names and paths that lead out of the repository are refused."""
    plan = _golden()
    plan["request"]["modules"][0][field] = value

    message = _refusal(tmp_path, json.dumps(plan))

    assert message == f"PLAN: is not a plan of version 2: request.up.modules.0.{field}: {fact}{AGAIN}"


def test_corrupted(tmp_path: Path) -> None:
    """A plan that was cut short is refused."""
    message = _refusal(tmp_path, (GOLDEN / "up.json").read_text(encoding="utf-8")[:40])

    assert message.startswith("PLAN: is not a plan of version 2: the whole: Invalid JSON: ")
    assert message.endswith(AGAIN)


def test_absent(tmp_path: Path) -> None:
    """A plan that is not there is refused."""
    with pytest.raises(UserError) as caught:
        requests.load(tmp_path / "no.json")

    assert str(caught.value) == (
        f"{tmp_path}/no.json: cannot be read (No such file or directory).\nRun ./pants deploy again."
    )
