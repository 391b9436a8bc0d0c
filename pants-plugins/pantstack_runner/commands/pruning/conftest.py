"""A repository to prune."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pantstack_runner.contract.plan import Plan

RUNNER = f".pantstack/runner/{'f' * 64}/runner.pex"


@pytest.fixture(name="old")
def _old(plan: Plan) -> Plan:
    """A plan to prune a repository that deployed a good deal."""
    # As above: the backend's own tests run where there is no pydantic.
    from pantstack_runner.commands.pruning.testing import deployed  # noqa: PLC0415
    from pantstack_runner.contract.plan import Prune  # noqa: PLC0415
    from pantstack_runner.contract.testing import write_file  # noqa: PLC0415

    for version in "1234":
        deployed(plan, version)
    write_file(plan.root / RUNNER)
    write_file(plan.home / "runner" / ("e" * 64) / "runner.pex", "x" * 1500)
    write_file(plan.home / "plans" / f"{'d' * 64}.json")
    write_file(plan.home / "passphrase")
    asked = Prune(keep=2, runner=RUNNER, environments=("test",))
    return plan.model_copy(update={"action": "prune", "environments": (plan.environment,), "prune": asked})
