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
    from pantstack_runner.contract.plan import Plan  # noqa: PLC0415 - see above

    def module(name: str, depends_on: list[str]) -> dict[str, object]:
        place = f"modules/{name}"
        return {
            "name": name,
            "path": place,
            "infrastructure": f"{place}/infrastructure",
            "depends_on": depends_on,
            "artifacts": [],
            "fingerprint": "sha256:program",
        }

    return Plan.model_validate(
        {
            "version": 1,
            "action": "up",
            "root": tmp_path,
            "confirmed": False,
            "environment": {
                "name": "test",
                "platform": "local",
                "backend_url": None,
                "region": None,
                "requires_confirmation": False,
            },
            "modules": [module("orders", []), module("shipping", ["orders"])],
            "commit": "c" * 40,
        }
    )
