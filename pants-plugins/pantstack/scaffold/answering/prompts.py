"""Asks a person for what was left out, line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pantstack.base.errors import ActionFailed, UserError
from pantstack.scaffold import answers
from pantstack.scaffold.model import Template
from pantstack.scaffold.wanted import Wanted


@dataclass(frozen=True)
class Terminal:
    """Where a person reads and writes.

    Attributes:
        read: the next line with its end; empty where the person ends the input.
        write: shows a text.
    """

    read: Callable[[], str]
    write: Callable[[str], None]


def complete(wanted: Wanted, template: Template, terminal: Terminal) -> Wanted:
    """Prompt for the name and for each question that has neither a default nor an answer, until they are valid.

    Raises:
        ActionFailed: if the person ends the input.
    """
    if not wanted.name:
        prompt = "Name of the module, such as orders: "
        name = _valid(terminal, prompt, lambda text: answers.name_errors(text, template.reserved_names))
        wanted = replace(wanted, name=name)
    for key, question in template.questions.items():
        if question.default is None and key not in wanted.texts:
            text = _valid(terminal, f"{question.help or key}: ", lambda text, key=key: _text_errors(key, text))  # type: ignore[misc]
            wanted = replace(wanted, texts={**wanted.texts, key: text})
    return wanted


def _text_errors(key: str, text: str) -> list[UserError]:
    if not text:
        return [UserError(f"`{key}` has no default.", "Write a line, or press Ctrl-D to end.")]
    return answers.text_errors(key, text)


def _valid(terminal: Terminal, prompt: str, check: Callable[[str], Sequence[UserError]]) -> str:
    while True:
        terminal.write(prompt)
        line = terminal.read()
        if not line:
            terminal.write("\n")
            raise ActionFailed(
                "The input ended; nothing was written.", "Run it again, or give the answers as flags or in a file."
            )
        errors = check(line.strip())
        if not errors:
            return line.strip()
        for error in errors:
            terminal.write(f"{error.message}\n{error.help}\n")
