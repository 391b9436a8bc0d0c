"""These tests need the infrastructure's interpreter; `./pants test` has it."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.plan import Plan

# The backend's own tests run where there is neither Pulumi nor pydantic.
collect_ignore_glob = ["*_test.py"] if importlib.util.find_spec("pulumi") is None else []


@pytest.fixture(name="plan")
def _plan(tmp_path: Path) -> Plan:
    """A plan for orders, and for shipping that depends on it, in the environment `test`."""
    from pantstack_runner.contract.testing import make_module, make_plan  # noqa: PLC0415 - see above

    orders = make_module("orders", fingerprint="sha256:program")
    shipping = make_module("shipping", depends_on=("orders",), fingerprint="sha256:program")
    return make_plan(tmp_path, orders, shipping, commit="c" * 40)
