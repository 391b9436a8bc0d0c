"""`pantstack language-server`: findings in editors as one types."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Optional

from pantstack.base.errors import USER_ERROR, UserError
from pantstack.command_line.arguments import Parser
from pantstack.command_line.places import MARKS, find_root
from pantstack.command_line.workspace import Workspace
from pantstack.language_server.checking import Outcome
from pantstack.text.escaping import escape

_HELP: Final = "See pantstack language-server --help."
# Whatever pants.toml has: nothing but the protocol goes to standard output.
_FLAGS: Final = {("pantstack", "format"): "text", ("pantstack", "output"): "-"}


class EditorRepository:
    """A repository, for an editor."""

    def __init__(self, root: str) -> None:
        self._workspace = Workspace(root, _FLAGS)

    @property
    def root(self) -> str:
        """Its folder."""
        return self._workspace.root

    def check(self, overlays: Mapping[str, bytes]) -> Outcome:
        """Check it with contents that are not saved."""
        outcome = self._workspace.check((), {path: each for path, each in overlays.items() if self._counts(path)})
        notes = outcome.notes
        if not outcome.errors and not outcome.result.facts.project.catalog.modules:
            message = f"No BUILD file in {escape(self.root)} declares a pantstack_module, so there is nothing to find."
            notes = (f"{message}\nOpen the folder of the repository, or declare a module.",)
        return Outcome(outcome.report.findings, outcome.errors, notes, outcome.result)

    def _counts(self, path: str) -> bool:
        """Return whether the content of a file may matter: of others an edit would have declarations read again."""
        last = self._workspace.declared.last
        is_read = path.endswith((".py", ".pyi")) or path.rpartition("/")[2].startswith("BUILD")
        return is_read or last is None or path in last.stamps


def main(argv: Sequence[str]) -> int:
    """Serve an editor until it ends, and return the exit code."""
    gc.enable()
    parser = Parser(_HELP, prog="pantstack language-server", description="Show findings in editors, over LSP.")
    parser.add_argument("--root", default="", help="the folder of the repository; found from the editor's by default")
    parser.add_argument("--stdio", action="store_true", help="the way that it speaks anyway; some editors add it")
    try:
        named: argparse.Namespace = parser.parse_args(argv)
        fixed = find_root(named.root) if named.root else ""
        try:
            from pantstack.language_server.server import serve  # noqa: PLC0415  libraries that need not be there
        except ImportError as error:
            message = "language-server needs the library pygls, which is not installed."
            raise UserError(message, "Install it: pip install 'pantstack[editor]'") from error
    except UserError as error:
        sys.stderr.write(f"pantstack: {error}\n")
        return USER_ERROR
    logging.basicConfig(level=logging.WARNING)

    return serve(lambda folder: EditorRepository(fixed or _root_around(folder)))


def _root_around(folder: Optional[str]) -> str:
    """Find the repository around a folder: an editor may have any open, and the whole of a home is not to be read.

    Raises:
        UserError: if it is in none.
    """
    root = find_root("", folder)
    if not any(Path(root, mark).exists() for mark in MARKS):
        message = f"`{escape(root)}` is in no repository: there is neither pants.toml nor .git."
        raise UserError(message, "Open the folder of a repository, or start the server with --root.")
    return root
