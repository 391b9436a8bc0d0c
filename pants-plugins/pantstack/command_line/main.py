"""The command `pantstack`: finds the subcommand, and imports nothing of the others."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Callable, Final, NoReturn, Optional, TextIO

from pantstack import VERSION

# As a shell has it.
INTERRUPTED: Final = 130
_USAGE_ERROR: Final = 2
# What writing to where no more can be written ends with.
_UNWRITABLE: Final = (errno.ENOSPC, errno.EPIPE, errno.EIO, errno.EDQUOT)


def _check(argv: Sequence[str]) -> int:
    from pantstack.command_line.check import main as check  # noqa: PLC0415  of the one subcommand that is run

    return check(argv)


def _language_server(argv: Sequence[str]) -> int:
    from pantstack.command_line.editor import main as language_server  # noqa: PLC0415  as above

    return language_server(argv)


def _init(argv: Sequence[str]) -> int:
    from pantstack.adopt.init import main as init  # noqa: PLC0415  as above

    return init(argv)


# Subcommands, and what each does.
COMMANDS: Final[Mapping[str, tuple[Callable[[Sequence[str]], int], str]]] = {
    "check": (_check, "check the boundaries of modules, without Pants"),
    "init": (_init, "show what a repository needs to have Pantstack, or write it"),
    "language-server": (_language_server, "show findings in editors as one types, over LSP"),
}


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run a subcommand, and return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    first = arguments[0] if arguments else ""
    if first in COMMANDS:
        try:
            return COMMANDS[first][0](arguments[1:])
        except KeyboardInterrupt:
            return INTERRUPTED
    if first == "--version":
        sys.stdout.write(f"{VERSION}\n")
        return 0
    if first in ("-h", "--help"):
        lines = (f"  {name:<17}{does}\n" for name, (_, does) in COMMANDS.items())
        sys.stdout.write(
            "usage: pantstack COMMAND ...\n\nModules with boundaries.\n\ncommands:\n"
            f"{''.join(lines)}\npantstack COMMAND --help shows the options of one.\n"
        )
        return 0
    message = f"Unknown command `{first}`." if first else "A command is missing."
    sys.stderr.write(f"pantstack: {message}\n  Write one of: {', '.join(f'pantstack {name}' for name in COMMANDS)}\n")
    return _USAGE_ERROR


def run() -> NoReturn:
    """Run a subcommand, and end the process without freeing what it made, which takes longer than many a check."""
    # Those that stay enable it.
    gc.disable()
    # One that was closed is for somebody who wants the exit code alone.
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    try:
        code = main()
        # A server closes what its client has closed.
        if not sys.stdout.closed:
            sys.stdout.flush()
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        # Whoever reads this may have gone.
        code = 1
        if error.errno != errno.EPIPE:
            reason = os.strerror(error.errno or 0)
            sys.stderr.write(f"pantstack: The result cannot be written: {reason}.\n  Write it somewhere else.\n")
    os._exit(code)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  no pathlib yet; until the end


if __name__ == "__main__":
    run()
