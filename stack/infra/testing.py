"""Runs a module's program under mocks of a platform: a test sees what it declares, and nothing is deployed."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi

from stack.infra.contract.testing import Mocks
from stack.infra.platforms.aws import testing as aws
from stack.infra.platforms.local import testing as local

if TYPE_CHECKING:
    from collections.abc import Mapping


def declare_locally(test: str, module: str, config: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run the program beside a test as for this machine, and return what it declares.

    Args:
        test: the test's own `__file__`.
        config: what else stands in the configuration of the environment, such as `{"orders:greeting": "hello"}`.

    Returns:
        the properties of each resource, by type and name: `Service orders-service`.
    """
    return _declare(Mocks(), test, module, {**local.configuration(module), **(config or {})})


def declare_on_aws(test: str, module: str, config: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run the program beside a test as for AWS, and return what it declares; see `declare_locally`."""
    return _declare(aws.AwsMocks(module), test, module, {**aws.configuration(module), **(config or {})})


def _declare(mocks: Mocks, test: str, module: str, config: Mapping[str, str]) -> dict[str, Any]:
    pulumi.runtime.set_mocks(mocks, project=module, stack=config["pantstack:environment"])
    pulumi.runtime.set_all_config(dict(config))

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def run() -> None:
        runpy.run_path(str(Path(test).with_name("__main__.py")), run_name="__main__")

    run()
    return mocks.readable()
