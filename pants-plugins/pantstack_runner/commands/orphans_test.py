"""What `--orphans` lists and ends, of real processes."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.errors import FailedError
from pantstack_runner.commands import orphans
from pantstack_runner.contract.requests import OrphansRequest
from pantstack_runner.contract.testing import make_module, write_file
from pantstack_runner.execution import workspace_lock
from pantstack_runner.health.testing import running
from pantstack_runner.storage import paths
from pantstack_runtime.process_identity import ProcessIdentity

if TYPE_CHECKING:
    import subprocess

    from pantstack_runner.contract.context import Context


def _run(context: Context, *, confirmed: bool = False) -> int:
    environments = (context.environment,)
    request = OrphansRequest(modules=(make_module(),), environments=environments, confirmed=confirmed)
    return orphans.run(Path("plan.json"), context, request)


def _know(context: Context, process: subprocess.Popen[bytes]) -> None:
    """Write a state of orders that knows a process."""
    identity = ProcessIdentity.of(process.pid)
    assert identity is not None
    resources = [{"outputs": {"pid": identity.pid, "started": identity.started}}]
    state = {"checkpoint": {"latest": {"resources": resources}}}
    write_file(context.home / "state/test" / paths.state_files(context, "orders")[0], json.dumps(state))


def test_orphans(context: Context, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever nobody declares or knows is listed with the reason, and ended if that is confirmed; nothing else is."""
    with (
        running(context, "orders") as known,
        running(context, "orders") as lost,
        running(context, "gone") as removed,
        running(context, "orders", "old") as left,
    ):
        _know(context, known)
        lines = sorted(
            f"{module}  {{}}  process {process.pid}  {environment}  http://127.0.0.1:20001  {reason}"
            for module, process, environment, reason in (
                ("orders", lost, "test", "no state knows of it"),
                ("gone", removed, "test", "its module is not in the repository any more"),
                ("orders", left, "old", "its environment is not declared any more"),
            )
        )

        assert _run(context) == 0
        *listed, advice = capsys.readouterr().out.splitlines()
        assert [each.poll() for each in (known, lost, removed, left)] == [None] * 4
        assert _run(context, confirmed=True) == 0
        ended = capsys.readouterr().out.splitlines()

        assert (sorted(listed), advice) == (
            [line.format("orphan") for line in lines],
            "End them with: ./pants deploy --orphans --yes",
        )
        assert sorted(ended) == [line.format("ended") for line in lines]
        assert [each.wait(timeout=10) for each in (lost, removed, left)] == [-15] * 3
        assert known.poll() is None
        assert (_run(context, confirmed=True), capsys.readouterr().out) == (0, "orphans  none\n")


def test_a_deploy_at_work(context: Context, capsys: pytest.CaptureFixture[str]) -> None:
    """What a deploy is just starting is in no state yet, and no orphan."""
    with running(context, "orders") as starting:
        lock = write_file(paths.module_lock_file(context, "orders"))
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            code = _run(context, confirmed=True)

        assert (code, capsys.readouterr().out, starting.poll()) == (0, "orphans  none\n", None)
        with workspace_lock.shared(context), pytest.raises(FailedError) as caught:
            _run(context, confirmed=True)
        assert str(caught.value) == "nothing was ended: a deploy is at work.\nRun again when it has ended."
        assert starting.poll() is None


def test_a_state_that_cannot_be_read(context: Context, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody knows whether it knows of what runs, which stays."""
    write_file(context.home / "state/test" / paths.state_files(context, "orders")[0], "{")
    with running(context, "orders") as unknown:
        assert (_run(context, confirmed=True), capsys.readouterr().out) == (0, "orphans  none\n")
        assert unknown.poll() is None
