"""A repository to prune."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pantstack_runner.commands.pruning.testing import Pruning
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import UpRequest

RUNNER = f".pantstack/runner/{'f' * 64}/runner.pex"


@pytest.fixture(name="old")
def _old(context: Context, up: UpRequest) -> Pruning:
    """A repository that deployed a good deal, to prune."""
    # As above: the backend's own tests run where there is no pydantic.
    from pantstack_runner.commands.pruning.testing import Pruning, deployed  # noqa: PLC0415
    from pantstack_runner.contract.requests import PruneRequest  # noqa: PLC0415
    from pantstack_runner.contract.testing import write_file  # noqa: PLC0415

    for version in "1234":
        deployed(context, version)
    write_file(context.root / RUNNER)
    write_file(context.home / "runner" / ("e" * 64) / "runner.pex", "x" * 1500)
    write_file(context.home / "plans" / f"{'d' * 64}.json")
    write_file(context.home / "passphrase")
    environments = (context.environment,)
    return Pruning(
        context,
        PruneRequest(modules=up.modules, environments=environments, selected=("test",), keep=2, runner=RUNNER),
    )
