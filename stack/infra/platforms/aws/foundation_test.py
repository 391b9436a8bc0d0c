"""What a program makes of a foundation that is not deployed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pytest

from stack.infra.platforms.aws.conftest import FOUNDATION, AwsMocks, Monitor
from stack.infra.schedule import Schedule
from stack.infra.service import HttpService
from stack.infra.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def program() -> None:
    """Declare one workload of each kind."""
    HttpService("orders")
    Worker("mail")
    Schedule("report", "rate(1 hour)")


@pytest.mark.parametrize(
    "given",
    [{}, {**FOUNDATION, "repositories": {"shipping": "arn:shipping"}}, {"region": "us-east-1"}],
    ids=["never deployed", "before the module", "old"],
)
def test_previews(mocks: AwsMocks, declare: Callable[..., None], given: Mapping[str, object]) -> None:
    """A preview shows every resource, whatever the foundation does not give yet."""
    declare(program)
    later = AwsMocks()
    later.foundation = dict(given)
    pulumi.runtime.set_mocks(later, project="orders", stack="prod", preview=True, monitor=Monitor(later))

    declare(program)

    assert sorted(later.made) == sorted(mocks.made)
