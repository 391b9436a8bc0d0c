"""Where a person is prompted."""

from __future__ import annotations

import io
import os
import pty
from collections.abc import Mapping

import pytest
from pants.engine.console import Console

from pantstack.scaffold.pants_rules import output


@pytest.mark.parametrize(("variables", "is_prompted"), [({}, True), ({"CI": "true"}, False)])
def test_a_terminal(variables: Mapping[str, str], is_prompted: bool) -> None:  # noqa: FBT001  a case
    """On a terminal a person is prompted, line by line until the terminal is gone; in CI nobody is."""
    person, program = pty.openpty()
    with open(program, encoding="utf-8") as reads, open(os.dup(program), "w", encoding="utf-8") as writes:  # noqa: PTH123
        terminal = output.terminal(Console(stdin=reads, stdout=writes), variables)
        assert (terminal is not None) == is_prompted
        if terminal is not None:
            terminal.write("Name: ")
            assert os.read(person, 100) == b"Name: "
            os.write(person, b"birds\nmore")
            assert terminal.read() == "birds\n"
        os.close(person)
        if terminal is not None:
            assert terminal.read() == ""


def test_a_pipe() -> None:
    """Where the input is no terminal nobody is prompted."""
    assert output.terminal(Console(stdin=io.StringIO("birds\n"), stdout=io.StringIO()), {}) is None
