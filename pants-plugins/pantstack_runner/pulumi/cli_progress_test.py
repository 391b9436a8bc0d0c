"""Progress of an installation."""

from __future__ import annotations

import threading

import pytest

from pantstack_runner.pulumi.cli_progress import reporting


def test_it_reports_until_the_work_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """Each pause ends with a line; nothing is printed after the work, also where it fails."""
    reported = threading.Event()

    def text() -> str:
        reported.set()
        return "builds"

    def fail() -> None:
        with reporting(text, pause=0.001):
            assert reported.wait(timeout=30)
            raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        fail()

    assert set(capsys.readouterr().out.splitlines()) == {"pulumi  builds, 0 s"}
