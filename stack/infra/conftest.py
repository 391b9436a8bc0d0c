"""Every test of a component runs under Pulumi's mocks, never against a cloud."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

from stack.infra.contract.testing import Mocks


def read_snapshot(test: str) -> dict[str, Any]:
    """Read what a test file expects to be declared, from `snapshots/NAME.json` for `NAME_test.py`."""
    path = Path(test)
    name = path.name.removesuffix("_test.py")
    snapshot: dict[str, Any] = json.loads((path.parent / "snapshots" / f"{name}.json").read_text(encoding="utf-8"))
    return snapshot


@pytest.fixture(name="mocks")
def _mocks() -> Mocks:
    """Mocks in place of the engine."""
    mocks = Mocks()
    pulumi.runtime.set_mocks(mocks, project="orders", stack="test")
    return mocks
