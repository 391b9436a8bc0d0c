"""What the states of modules, and their records, tell of whether they are up."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.errors import FailedError
from pantstack_runner.health import liveness
from pantstack_runner.records import stack_states
from pantstack_runner.records.testing import write_old_record, write_record
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        *((0, each) for each in (b"", b"{", b"[]", b"{}", b'{"checkpoint": {"latest": {"resources": [1]}}}')),
        *((1, each) for each in (b"", b"no gzip", gzip.compress(b"{}")[:-9], gzip.compress(b"{"))),
    ],
)
def test_damaged(context: Context, kind: int, content: bytes) -> None:
    """A state that was cut short is neither taken for none, nor for one of something that is down."""
    path = context.home / "state/test" / paths.state_files(context, "orders")[kind]
    path.parent.mkdir(parents=True)
    path.write_bytes(content)

    with pytest.raises(FailedError) as caught:
        liveness.check_liveness(context, "orders", {})

    shown = f".pantstack/state/test/{paths.state_files(context, 'orders')[kind]}"
    assert str(caught.value) == (
        f"{shown}: the state of orders in test is damaged.\n"
        f"Restore it from a copy, such as {shown}.bak; if there is none, remove it, and --destroy ends what runs."
    )


@pytest.mark.parametrize(
    "content", [b'{"checkpoint": {}}', b'{"checkpoint": {"latest": null}}', b'{"checkpoint": {"latest": {}}}']
)
def test_of_nothing(context: Context, content: bytes) -> None:
    """A stack without resources has a state of nothing, which is not damaged."""
    path = context.home / "state/test" / paths.state_files(context, "orders")[0]
    path.parent.mkdir(parents=True)
    path.write_bytes(content)

    assert (stack_states.read_state(context, "orders"), liveness.check_liveness(context, "orders", {})) == (
        (content, None),
        "down",
    )


@pytest.mark.parametrize(
    ("last", "is_there"),
    [
        ([], False),
        ([("up", "succeeded")], True),
        ([("up", "started")], False),
        ([("up", "succeeded"), ("up", "failed")], True),
        ([("up", "succeeded"), ("destroy", "succeeded")], False),
        ([("up", "succeeded"), ("destroy", "failed")], True),
    ],
)
def test_a_dependency_elsewhere(context: Context, last: list[tuple[str, str]], is_there: bool) -> None:  # noqa: FBT001
    """Where the state is not in a folder, the records say whether a module is there for those that need it."""
    cloud = context.at(context.environment.model_copy(update={"backend_url": "https://api.pulumi.com"}))
    for action, result in last:
        write_record(cloud, action=action, result=result)

    assert liveness.has_stack(cloud, "orders") == is_there


def test_a_dependency_with_a_record_of_another_version(context: Context) -> None:
    """A module that only an older Pantstack deployed is neither taken for up nor for down."""
    cloud = context.at(context.environment.model_copy(update={"backend_url": "https://api.pulumi.com"}))
    path = write_old_record(cloud)

    with pytest.raises(FailedError) as caught:
        liveness.has_stack(cloud, "orders")

    assert str(caught.value) == (
        f"{path.relative_to(cloud.root)}: is a record of version 1, and this Pantstack reads version 2.\n"
        "It is ignored; deploy the module again, then remove this file."
    )
