"""The foundation is tested with the mocks of AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi
import pytest

from stack.infra.platforms.aws.conftest import AwsMocks, Monitor
from stack.infra.platforms.aws.testing import REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CERTIFICATE: Final = "arn:aws:acm:us-east-1:123456789012:certificate/1"
SMALL: Final[Mapping[str, str]] = {"aws:region": REGION, "pantstack:modules": '["orders"]'}


@pytest.fixture(name="mocks")
def _mocks() -> AwsMocks:
    """Mocks of AWS in place of the engine."""
    mocks = AwsMocks()
    pulumi.runtime.set_mocks(mocks, project="foundation", stack="prod", monitor=Monitor(mocks))
    return mocks


@pytest.fixture(name="declare")
def _declare(mocks: AwsMocks) -> Callable[..., None]:
    """Runs a program under a configuration; with a certificate, unless encryption is given up."""
    assert mocks

    def declare(program: Callable[[], object], **config: str) -> None:
        usual = {} if "allow_http" in config else {"certificate": CERTIFICATE, "domain": "api.example.com"}
        ours = {f"pantstack:{key}": value for key, value in {**usual, **config}.items()}
        pulumi.runtime.set_all_config({**SMALL, **ours})

        @pulumi.runtime.test  # type: ignore[untyped-decorator]
        def run() -> None:
            program()

        run()

    return declare
