"""The question before something changes, on a real terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import sys
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parents[2] / "pantstack/deploy/contract/golden/up.json"
QUESTION = "up inventory, orders in test: type the environment's name to go on.\n"
REFUSED = 'pants deploy: "test" was not confirmed; nothing was changed.\nRun again and type its name.\n'
# In place of all that a confirmed request does.
RUN = """
import sys
from pantstack_runner import main
from pantstack_runner.commands import deployment
deployment.run = lambda *_: print("deploys") or 0
sys.exit(main.main(sys.argv[1:]))
"""


def _confirm(
    tmp_path: Path,
    typed: bytes,
    *,
    wait: str = "30",
    events: str | None = None,
    **environment: Any,  # noqa: ANN401
) -> tuple[int, str]:
    """The exit code and the screen of a runner at whose terminal something is typed once it asks."""
    plan = json.loads(GOLDEN.read_text(encoding="utf-8"))
    plan["context"]["root"] = str(tmp_path)
    plan["request"].update(events=events)
    plan["context"]["environment"].update({"requires_confirmation": True, **environment})
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["PANTSTACK_CONFIRMATION_TIMEOUT"] = wait
        os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
        if events:
            os.dup2(os.open(tmp_path / "out", os.O_WRONLY | os.O_CREAT), 1)
        os.execv(sys.executable, (sys.executable, "-c", RUN, str(path)))  # noqa: S606 - our own code
    screen = b""
    while True:
        try:
            block = os.read(terminal, 4096)
        except OSError:
            break
        if not block:
            break
        screen += block
        if b"go on.\r\n" in screen and typed:
            os.write(terminal, typed)
            typed = b""
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), screen.decode(errors="replace").replace("\r\n", "\n")


@pytest.mark.parametrize("typed", [b"test\n", b"  test \n", b"test\x04\x04"], ids=["name", "spaces", "end of input"])
def test_confirmed(tmp_path: Path, typed: bytes) -> None:
    """The environment's name lets the deploy go on."""
    code, screen = _confirm(tmp_path, typed)

    assert (code, re.sub(r"\n *test *\n?", "\n", screen)) == (0, f"{QUESTION}deploys\n")


@pytest.mark.parametrize("typed", [b"y\n", b"Test\n", b"\n", b"prod\n", b"\x04", b"te\x04\x04", b"\xff\xfe\n"])
def test_not_confirmed(tmp_path: Path, typed: bytes) -> None:
    """Anything else, and the end of the input, changes nothing; the exit code is 2."""
    code, screen = _confirm(tmp_path, typed)

    assert code == 2
    assert screen.startswith(QUESTION)
    assert screen.endswith(REFUSED)
    assert "deploys" not in screen


def test_nobody_answers(tmp_path: Path) -> None:
    """A question that nobody answers does not stay for ever, nor is one that is answered by halves."""
    message = 'pants deploy: "test" was not confirmed within {} s; nothing was changed.\nRun again and type its name.\n'

    assert _confirm(tmp_path, b"", wait="0.5") == (2, QUESTION + message.format("0.5"))
    assert _confirm(tmp_path, b"te", wait="3") == (2, f"{QUESTION}te{message.format('3')}")


def test_events_have_the_output_to_themselves(tmp_path: Path) -> None:
    """Where events are written to the standard output the question stands beside it."""
    code, screen = _confirm(tmp_path, b"test\n", events="-")

    assert (code, screen) == (0, f"{QUESTION}test\n")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "deploys\n"


def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C instead of an answer changes nothing."""
    assert _confirm(tmp_path, b"\x03") == (1, f"{QUESTION}^Cpants deploy: interrupted.\n")


@pytest.mark.parametrize("wait", ["0", "x", "-1", "inf", "nan", "3601"])
def test_no_sensible_time(tmp_path: Path, wait: str) -> None:
    """A time limit that is none is refused before the question."""
    assert _confirm(tmp_path, b"", wait=wait) == (
        2,
        (
            f"pants deploy: PANTSTACK_CONFIRMATION_TIMEOUT={wait} is not a number of seconds between 0 and 3600.\n"
            "Set another, or unset it.\n"
        ),
    )


def test_nobody_to_ask_for_a_look(tmp_path: Path) -> None:
    """There is no question where an environment wants no confirmation."""
    assert _confirm(tmp_path, b"", name="free", requires_confirmation=False) == (0, "deploys\n")
