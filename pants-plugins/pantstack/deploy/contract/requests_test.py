"""The contract's writing end; `pantstack_runner/contract/requests_test.py` reads the same golden files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.deploy.contract import requests
from pantstack.deploy.contract.model import Artifact, Environment, Module
from pantstack.deploy.contract.requests import (
    GATES_WANTED,
    REQUESTS,
    Context,
    DestroyRequest,
    HistoryRequest,
    LogsRequest,
    OrphansRequest,
    PreviewRequest,
    PruneRequest,
    RefreshRequest,
    Request,
    SetSecretRequest,
    StatusRequest,
    UpRequest,
)

HERE = Path(__file__).parent
TEST = Environment(
    "test",
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
    "prod", "aws", "s3://state", "us-east-1", requires_confirmation=True, auto_rollback=False, records="s3://history"
)
BARE = (Module("inventory", "modules/inventory", "modules/inventory/infrastructure", ()),)
BUILT = (
    *BARE,
    Module(
        "orders",
        "modules/orders",
        "modules/orders/infrastructure",
        ("inventory",),
        (
            Artifact("pex", "api", f".pantstack/artifacts/{'a' * 64}/api.pex", f"sha256:{'a' * 64}"),
            Artifact(
                "docker",
                "docker",
                f".pantstack/artifacts/{'b' * 64}/docker.docker-info.json",
                f"sha256:{'b' * 64}",
            ),
        ),
        f"sha256:{'f' * 64}",
        ("inventory",),
    ),
)
EXAMPLES: dict[str, Request] = {
    "up": UpRequest(BUILT, events="-", force=True, gates=("lint", "test")),
    "preview": PreviewRequest(BUILT, plan_out="out.json", promote_from=PROD),
    "destroy": DestroyRequest(
        BARE,
        jobs=1,
        unlock=True,
        confirmed=True,
        force=True,
        dependents={"orders": ("inventory",)},
        removed={"inventory": "Did you mean `x`?"},
    ),
    "refresh": RefreshRequest(BARE),
    "logs": LogsRequest(BARE, removed={"inventory": "Did you mean `x`?"}),
    "status": StatusRequest(
        BARE, (TEST, PROD), include_removed=True, removed={"inventory": "Did you mean `x`?"}, undeclared=("test",)
    ),
    "history": HistoryRequest(BARE, (PROD,), "json"),
    "set_secret": SetSecretRequest(BARE, "db:password"),
    "orphans": OrphansRequest((), (TEST, PROD), confirmed=True),
    "prune": PruneRequest(BARE, (TEST, PROD), ("test",), 3, ".pantstack/runner/cccc/runner.pex", preview=True),
}


@pytest.mark.parametrize("action", EXAMPLES)
def test_golden(action: str) -> None:
    """Every request is written as its golden file has it."""
    context = Context("/home/me/my repository", TEST, "c" * 40, dirty=True)

    assert requests.dump(context, EXAMPLES[action]) == (HERE / "golden" / f"{action}.json").read_bytes()


def test_every_action_has_a_golden_file() -> None:
    """None is written that nobody compares."""
    assert {path.stem for path in HERE.glob("golden/*.json")} == set(EXAMPLES) == set(REQUESTS)
    assert all(type(example) is REQUESTS[action] for action, example in EXAMPLES.items())


def test_the_exit_code_that_asks_for_gates() -> None:
    """Both ends have the same, and the same version."""
    other = Path(__file__).parents[3] / "pantstack_runner" / "contract" / "requests.py"

    text = other.read_text(encoding="utf-8")
    assert f"\nGATES_WANTED: Final = {GATES_WANTED}\n" in text
    assert f"\nVERSION: Final = {requests.VERSION}\n" in text
