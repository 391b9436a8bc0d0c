"""The plan's writing end; `runner/plan_test.py` reads the same golden file."""

from __future__ import annotations

from pathlib import Path

from pantstack.deploy.contract.plan import GATES_WANTED, Artifact, Environment, Module, Plan, Prune, dump

GOLDEN = Path(__file__).parent / "golden" / "plan.json"


def test_golden() -> None:
    """A plan is written as the golden file has it."""
    plan = Plan(
        action="up",
        root="/home/me/my repository",
        confirmed=False,
        environment=Environment(
            "test",
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
            Module("inventory", "modules/inventory", "modules/inventory/infrastructure", ()),
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
                        "orders:latest",
                    ),
                ),
                f"sha256:{'f' * 64}",
                ("inventory",),
            ),
        ),
        environments=(
            Environment("prod", "aws", "s3://state", "us-east-1", requires_confirmation=True, records="s3://history"),
        ),
        commit="c" * 40,
        dirty=True,
        events="-",
        prune=Prune(10, ".pantstack/runner/cccc/runner.pex", ("test",)),
        gates=("lint", "test"),
    )

    assert dump(plan) == GOLDEN.read_bytes()


def test_the_exit_code_that_asks_for_gates() -> None:
    """Both ends have the same."""
    other = Path(__file__).parents[3] / "pantstack_runner" / "contract" / "plan.py"

    assert f"\nGATES_WANTED: Final = {GATES_WANTED}\n" in other.read_text(encoding="utf-8")
