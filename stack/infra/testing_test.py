"""Programs of modules under mocks, as their own tests run them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stack.infra.testing import declare_locally, declare_on_aws

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
import pulumi
import pulumi_aws as aws

from stack.infra.service import HttpService

service = HttpService("orders", env={"ORDERS_GREETING": pulumi.Config("orders").require("greeting")})
pulumi.export("url", service.url)
"""


@pytest.fixture(name="test")
def _test(tmp_path: Path) -> str:
    """The path of a test beside a program."""
    (tmp_path / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    return str(tmp_path / "test_program.py")


def test_row_89_a_program_under_mocks(test: str) -> None:
    """A program that imports `pulumi_aws` runs in a test, for any platform, and the test sees what it declares."""
    config = {"orders:greeting": "hello"}

    here = declare_locally(test, "orders", config)
    there = declare_on_aws(test, "orders", config)

    assert sorted(here) == ["HttpService orders", "Port orders-port", "Service orders-service"]
    assert here["Service orders-service"]["env"]["ORDERS_GREETING"] == "hello"
    assert there["Service orders-service"]["launchType"] == "FARGATE"
    variables = there["TaskDefinition orders-task-definition"]["containerDefinitions"][0]["environment"]
    assert {"name": "ORDERS_GREETING", "value": "hello"} in variables


@pytest.mark.parametrize("declare", [declare_locally, declare_on_aws])
def test_a_program_that_fails(test: str, declare: object) -> None:
    """What a program raises fails the test."""
    assert callable(declare)
    with pytest.raises(Exception, match="Missing required configuration variable 'orders:greeting'"):
        declare(test, "orders")
