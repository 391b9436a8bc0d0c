"""Mocks of AWS: every resource gets an ARN, and what was declared can be compared whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pulumi
import pytest
from pulumi.runtime.mocks import MockMonitor

from stack.infra.platforms.aws import testing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOUNDATION: Final[Mapping[str, object]] = testing.AwsMocks("orders").foundation
CONFIG: Final[Mapping[str, str]] = testing.configuration("orders")


class AwsMocks(testing.AwsMocks):
    """Records how resources depend on each other as well.

    Attributes:
        after: names of what a resource waits for, by type and name.
        ignored: the properties whose changes a resource ignores, by type and name.
    """

    def __init__(self) -> None:
        super().__init__("orders")
        self.after: dict[tuple[str, str], list[str]] = {}
        self.ignored: dict[tuple[str, str], list[str]] = {}

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Say whose account it is; fail at any other question."""
        assert args.token == "aws:index/getCallerIdentity:getCallerIdentity"  # noqa: S105 - the name of a question
        return super().call(args)


class Monitor(MockMonitor):
    """Records what the mocks do not get: the options of a resource."""

    def RegisterResource(self, request: Any) -> Any:  # noqa: ANN401, N802 - Pulumi's own
        """Take a resource in."""
        assert isinstance(self.mocks, AwsMocks)
        key = (request.type, request.name)
        self.mocks.after[key] = sorted({urn.rpartition("::")[2] for urn in request.dependencies})
        self.mocks.ignored[key] = list(request.ignoreChanges)
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


@pytest.fixture(name="mocks")
def _mocks() -> AwsMocks:
    """Mocks of AWS in place of the engine."""
    mocks = AwsMocks()
    pulumi.runtime.set_mocks(mocks, project="orders", stack="prod", monitor=Monitor(mocks))
    return mocks


@pytest.fixture(name="declare")
def _declare(mocks: AwsMocks) -> Callable[..., None]:
    """Runs a program under a configuration."""
    assert mocks

    def declare(program: Callable[[], object], **config: str) -> None:
        pulumi.runtime.set_all_config({**CONFIG, **{f"pantstack:{key}": value for key, value in config.items()}})

        @pulumi.runtime.test  # type: ignore[untyped-decorator]
        def run() -> None:
            program()

        run()

    return declare
