"""`pantstack check`: the checker without Pants, for hooks, jobs of CI and repositories without Pants."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

from pantstack.base.errors import USER_ERROR, UserError
from pantstack.command_line import arguments as command
from pantstack.command_line import store
from pantstack.command_line.answers import Answer, Answers
from pantstack.command_line.arguments import Arguments
from pantstack.command_line.places import deciding, find_root, from_root


def main(argv: Sequence[str]) -> int:
    """Check, print what was found, and return the exit code."""
    try:
        arguments = command.parse(argv)
        root = find_root(arguments.root)
        files = from_root(root, arguments.files)
    except UserError as error:
        sys.stderr.write(f"pantstack: {error}\n")
        return USER_ERROR
    if arguments.watch:
        from pantstack.command_line.watch import watch  # noqa: PLC0415  one of the two

        return watch(root, files, arguments)
    return _check(root, files, arguments)


def _check(root: str, files: Sequence[str], arguments: Arguments) -> int:
    color = arguments.has_color(is_terminal=sys.stdout.isatty())
    selection = repr((files, color, time.strftime("%Y-%m-%d"), arguments.flags, deciding(os.environ)))
    answers = None
    if arguments.use_cache:
        answers = Answers(store.folder(arguments.cache, os.environ), root)
        answer = answers.find(selection)
        if answer is not None and _deliver(answer):
            return answer[1]
    # It takes its time, and is not needed for an answer that is there.
    from pantstack.command_line.run import check  # noqa: PLC0415

    return check(root, files, arguments, answers, selection)


def _deliver(answer: Answer) -> bool:
    """Write an answer that is there, and return whether that was possible."""
    text, _, notes, document, output = answer
    if document is not None:
        if output != "-":
            # The run itself says what is wrong with the place.
            return False
        sys.stdout.write(document)
    print_text(text, notes, is_document_there=document is not None)
    return True


def print_text(text: str, notes: Sequence[str], *, is_document_there: bool) -> None:
    """Print what is for people; a document on standard output stays free of it."""
    stream = sys.stderr if is_document_there else sys.stdout
    stream.write(text)
    stream.writelines(f"{note}\n" for note in notes)
