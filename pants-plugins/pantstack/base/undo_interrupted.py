"""`undo_interrupted ROOT`: what `./pants` runs before anything reads what a killed run left half written."""

from __future__ import annotations

import sys

from pantstack.base import all_or_nothing
from pantstack.base.errors import SUCCESS, UserError


def main(root: str) -> int:
    """Undo it, and return the exit code."""
    try:
        if all_or_nothing.undo_interrupted(root):
            sys.stderr.write("pants: undid what an interrupted run had written.\n")
    except UserError as error:
        sys.stderr.write(f"pants: {error.message}\n{error.help}\n")
        return error.exit_code
    return SUCCESS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
