"""Modules that cannot be started; `tests/interrupted_test.py` has those that run."""

from __future__ import annotations

import errno
import io
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.errors import FailedError
from pantstack_runner.console.progress import Screen
from pantstack_runner.execution import change_detection, orchestrator

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import UpRequest


def _run(context: Context, up: UpRequest, tmp_path: Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    screen = Screen(out, err, live=False)
    code = orchestrator.Orchestrator(tmp_path / "plan.json", context, up, screen, dict, "no.such").run()
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("file", ["orders.deploy.log", None])
def test_a_worker_that_cannot_be_started(
    context: Context, up: UpRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str | None
) -> None:
    """Two lines say why, the exit code is 1, and what depends on the module is skipped."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", file)

    monkeypatch.setattr(orchestrator, "WorkerProcess", fail)

    assert _run(context, up, tmp_path) == (
        1,
        "shipping  skipped  orders failed\n",
        (
            f"orders  failed  cannot start: {file or 'its process'}: No space left on device\n"
            "Free disk space or fix the permissions there, then deploy again.\n"
        ),
    )


def test_records_that_cannot_be_read(
    context: Context, up: UpRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The module whose records they are fails with that, and nothing is started."""

    def fail(*_: object) -> None:
        raise FailedError("the records cannot be read.", "Fix that.", "s3://x")

    monkeypatch.setattr(change_detection, "prefetch_records", fail)
    monkeypatch.setattr(change_detection, "find_unchanged", fail)

    assert _run(context, up, tmp_path) == (
        1,
        "shipping  skipped  orders failed\n",
        "orders  failed  s3://x: the records cannot be read.\nFix that.\n",
    )
