"""These tests need the infrastructure's interpreter; `./pants test` has it."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import UpRequest

# The backend's own tests run where there is neither Pulumi nor pydantic.
collect_ignore_glob = ["*_test.py"] if importlib.util.find_spec("pulumi") is None else []


@pytest.fixture(name="context")
def _context(tmp_path: Path) -> Context:
    """The environment `test` of this machine."""
    from pantstack_runner.contract.testing import make_context  # noqa: PLC0415 - see above

    return make_context(tmp_path)


@pytest.fixture(name="up")
def _up() -> UpRequest:
    """A request to bring up orders, and shipping that depends on it."""
    from pantstack_runner.contract.testing import make_module, make_up  # noqa: PLC0415 - see above

    orders = make_module("orders", fingerprint="sha256:program")
    return make_up(orders, make_module("shipping", depends_on=("orders",), fingerprint="sha256:program"))
