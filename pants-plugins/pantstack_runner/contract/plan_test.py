"""The plan's reading end; `core/plan_test.py` writes the same golden file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pantstack_runner.contract.environment import Environment
from pantstack_runner.contract.module import Artifact, Module
from pantstack_runner.contract.plan import Plan, Prune, load
from pantstack_runner.errors import UserError

GOLDEN = Path(__file__).parents[2] / "pantstack/deploy/contract/golden/plan.json"


def test_golden() -> None:
    """The golden plan is read in full."""
    assert load(GOLDEN) == Plan(
        version=1,
        action="up",
        root=Path("/home/me/my repository"),
        confirmed=False,
        environment=Environment(
            name="test",
            platform="local",
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
        ),
        modules=(
            Module(
                name="inventory",
                path="modules/inventory",
                infrastructure="modules/inventory/infrastructure",
                depends_on=(),
                artifacts=(),
            ),
            Module(
                name="orders",
                path="modules/orders",
                infrastructure="modules/orders/infrastructure",
                depends_on=("inventory",),
                artifacts=(
                    Artifact(
                        kind="pex",
                        name="api",
                        path=f".pantstack/artifacts/{'a' * 64}/api.pex",
                        digest=f"sha256:{'a' * 64}",
                    ),
                    Artifact(
                        kind="docker",
                        name="docker",
                        path=f".pantstack/artifacts/{'b' * 64}/docker.docker-info.json",
                        digest=f"sha256:{'b' * 64}",
                        reference="orders:latest",
                    ),
                ),
                fingerprint=f"sha256:{'f' * 64}",
                after=("inventory",),
            ),
        ),
        environments=(
            Environment(
                name="prod",
                platform="aws",
                backend_url="s3://state",
                region="us-east-1",
                requires_confirmation=True,
                records="s3://history",
            ),
        ),
        commit="c" * 40,
        dirty=True,
        events="-",
        prune=Prune(keep=10, runner=".pantstack/runner/cccc/runner.pex", environments=("test",)),
        gates=("lint", "test"),
    )


def _refusal(tmp_path: Path, text: str) -> str:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load(path)
    return str(caught.value).replace(str(path), "PLAN")


AGAIN = ".\nRun ./pants deploy again; it writes the plan anew."


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"version": 2}, "version: Input should be 1"),
        (
            {"action": "drop"},
            "action: Input should be 'up', 'preview', 'destroy', 'refresh', 'logs', 'status', 'history', 'set_secret' or 'prune'",
        ),
        ({"surprise": 1}, "surprise: Extra inputs are not permitted"),
        ({"action": "prune", "prune": None}, "the whole: Value error, prune must say what to keep"),
        ({"root": "here"}, "the whole: Value error, root must be absolute"),
        (
            {"modules": []},
            "the whole: Value error, modules must be at least one, each with a name of its own",
        ),
    ],
)
def test_foreign_plan(tmp_path: Path, change: dict[str, Any], fact: str) -> None:
    """A plan of another version, or with what is not known, is refused."""
    plan = json.loads(GOLDEN.read_text(encoding="utf-8"))

    said = _refusal(tmp_path, json.dumps({**plan, **change}))

    assert said == f"PLAN: is not a plan of version 1: {fact}{AGAIN}"


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
    plan = json.loads(GOLDEN.read_text(encoding="utf-8"))
    plan["modules"][0][field] = value

    said = _refusal(tmp_path, json.dumps(plan))

    assert said == f"PLAN: is not a plan of version 1: modules.0.{field}: {fact}{AGAIN}"


def test_corrupted(tmp_path: Path) -> None:
    """A plan that was cut short is refused."""
    said = _refusal(tmp_path, GOLDEN.read_text(encoding="utf-8")[:40])

    assert said.startswith("PLAN: is not a plan of version 1: the whole: Invalid JSON: ")
    assert said.endswith(AGAIN)


def test_absent(tmp_path: Path) -> None:
    """A plan that is not there is refused."""
    with pytest.raises(UserError) as caught:
        load(tmp_path / "no.json")

    assert str(caught.value) == (
        f"{tmp_path}/no.json: cannot be read (No such file or directory).\nRun ./pants deploy again."
    )
