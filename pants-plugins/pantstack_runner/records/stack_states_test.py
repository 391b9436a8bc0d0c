"""The states of modules."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from pantstack_runner import paths
from pantstack_runner.errors import FailedError
from pantstack_runner.records import stack_states

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.plan import Plan


def _at(plan: Plan, url: str) -> Plan:
    return plan.at(plan.environment.model_copy(update={"backend_url": url}))


def _content(plan: Plan) -> bytes | None:
    state = stack_states.read_state(plan.context, "orders")
    return state and state.content


def test_read(plan: Plan, tmp_path: Path) -> None:
    """A state is read from the backend's folder, plain or compressed; of another backend none can be."""
    elsewhere = _at(plan, f"file://{tmp_path}/state")
    plain, compressed = (tmp_path / "state" / name for name in paths.state_files(plan.context, "orders"))
    assert stack_states.read_state(elsewhere.context, "orders") is None

    compressed.parent.mkdir(parents=True)
    compressed.write_bytes(gzip.compress(b'{"checkpoint": {}}'))
    assert _content(elsewhere) == b'{"checkpoint": {}}'
    plain.write_bytes(b'{"checkpoint": {"latest": {}}}')
    assert _content(elsewhere) == b'{"checkpoint": {"latest": {}}}'

    cloud = _at(plan, "https://api.pulumi.com")
    assert (
        stack_states.is_readable(elsewhere.context),
        stack_states.is_readable(cloud.context),
        stack_states.read_state(cloud.context, "orders"),
    ) == (
        True,
        False,
        None,
    )


def test_cannot_be_read(plan: Plan, tmp_path: Path) -> None:
    """A state that is there and cannot be read is not taken for none."""
    name = paths.state_files(plan.context, "orders")[0]
    (tmp_path / "state" / name).mkdir(parents=True)

    with pytest.raises(FailedError) as caught:
        stack_states.read_state(_at(plan, f"file://{tmp_path}/state").context, "orders")

    assert str(caught.value) == (
        f"state/{name}: the state of orders cannot be read (Is a directory).\n"
        "Fix the permissions or the connection, then run again."
    )
