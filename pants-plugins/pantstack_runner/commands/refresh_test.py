"""`--refresh`, without Pulumi."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pantstack_runner.commands import refresh
from pantstack_runner.console.redaction import Redactor
from pantstack_runner.console.testing import RecordedEvents
from pantstack_runner.contract.requests import RefreshRequest
from pantstack_runner.contract.testing import make_module
from pantstack_runner.execution.action import ModuleContext
from pantstack_runner.pulumi.update_plan import TruncatingLog

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from pantstack_runner.contract.context import Context


def test_nothing_is_confirmed(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pulumi refuses a "yes" to what only looks, so it is not given one."""
    monkeypatch.setenv("PULUMI_SKIP_CONFIRMATIONS", "true")
    request = RefreshRequest(modules=(make_module(),))
    with (tmp_path / "log").open("w", encoding="utf-8") as stream:
        on = ModuleContext(
            tmp_path / "plan.json", context, request, request.modules[0], Redactor(), TruncatingLog(stream)
        )
        refresh.ACTION.prepare(on, RecordedEvents())

    assert "PULUMI_SKIP_CONFIRMATIONS" not in os.environ
