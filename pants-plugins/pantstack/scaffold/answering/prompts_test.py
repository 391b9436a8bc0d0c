"""Prompts: what a person sees and writes."""

from __future__ import annotations

import pytest

from pantstack.base.errors import ActionFailed
from pantstack.scaffold.answering import prompts
from pantstack.scaffold.model import Question, Template
from pantstack.scaffold.wanted import Wanted

TOPIC = Template(
    "topic",
    "A topic",
    reserved_names=frozenset({"core"}),
    questions={"owner": Question(""), "topic": Question(help="What it is about"), "size": Question()},
)


def talk(wanted: Wanted, *lines: str) -> tuple[Wanted, str]:
    """What is wanted after the prompts, and what was shown."""
    left, shown = list(lines), list[str]()
    terminal = prompts.Terminal(lambda: left.pop(0), shown.append)
    done = prompts.complete(wanted, TOPIC, terminal)
    assert left == []
    return done, "".join(shown)


def test_everything_left_out() -> None:
    """The name comes first, then each question without a default; what is wrong is prompted for again."""
    done, shown = talk(Wanted(layer="x"), "core\n", " birds \n", "\n", "all\n", "a\x1bb\n", "1\n")

    assert done == Wanted("birds", layer="x", texts={"topic": "all", "size": "1"})
    assert shown == (
        "Name of the module, such as orders: "
        "`core` means something else in this repository.\nName the module after what it is about.\n"
        "Name of the module, such as orders: "
        "What it is about: `topic` has no default.\nWrite a line, or press Ctrl-D to end.\nWhat it is about: "
        "size: --size must be one line of at most 200 printable characters.\nShorten it.\nsize: "
    )


def test_nothing_left_out() -> None:
    """Where all is given, nobody is prompted."""
    wanted = Wanted("birds", texts={"topic": "all", "size": "1"})

    assert talk(wanted) == (wanted, "")


@pytest.mark.parametrize("lines", [("",), ("birds\n", "")])
def test_the_end_of_the_input(lines: tuple[str, ...]) -> None:
    """Ctrl-D ends it at any prompt."""
    with pytest.raises(ActionFailed) as caught:
        talk(Wanted(), *lines)

    assert caught.value == ActionFailed(
        "The input ended; nothing was written.", "Run it again, or give the answers as flags or in a file."
    )
