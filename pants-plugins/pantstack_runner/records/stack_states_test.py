"""The states of modules."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.errors import FailedError
from pantstack_runner.records import stack_states
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context


def _at(context: Context, url: str) -> Context:
    return context.at(context.environment.model_copy(update={"backend_url": url}))


def _content(context: Context) -> bytes | None:
    state = stack_states.read_state(context, "orders")
    return state and state.content


def test_read(context: Context, tmp_path: Path) -> None:
    """A state is read from the backend's folder, plain or compressed; of another backend none can be."""
    elsewhere = _at(context, f"file://{tmp_path}/state")
    plain, compressed = (tmp_path / "state" / name for name in paths.state_files(context, "orders"))
    assert stack_states.read_state(elsewhere, "orders") is None

    compressed.parent.mkdir(parents=True)
    compressed.write_bytes(gzip.compress(b'{"checkpoint": {}}'))
    assert _content(elsewhere) == b'{"checkpoint": {}}'
    plain.write_bytes(b'{"checkpoint": {"latest": {}}}')
    assert _content(elsewhere) == b'{"checkpoint": {"latest": {}}}'

    cloud = _at(context, "https://api.pulumi.com")
    assert (
        stack_states.is_readable(elsewhere),
        stack_states.is_readable(cloud),
        stack_states.read_state(cloud, "orders"),
    ) == (
        True,
        False,
        None,
    )


def test_cannot_be_read(context: Context, tmp_path: Path) -> None:
    """A state that is there and cannot be read is not taken for none."""
    name = paths.state_files(context, "orders")[0]
    (tmp_path / "state" / name).mkdir(parents=True)

    with pytest.raises(FailedError) as caught:
        stack_states.read_state(_at(context, f"file://{tmp_path}/state"), "orders")

    assert str(caught.value) == (
        f"state/{name}: the state of orders cannot be read (Is a directory).\n"
        "Fix the permissions or the connection, then run again."
    )
