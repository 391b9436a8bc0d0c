"""A small repository with one finding, for tests of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.command_line.check import main

MODULE = 'pantstack_module(description="x")\n'
FILES = {"a/BUILD": MODULE, "b/BUILD": MODULE, "a/x.py": "import b.y\n", "b/y.py": ""}
FOUND = (
    "a/x.py:1:8 private-import `b.y` is internal to `b`.\n"
    "  b/BUILD:1 declares the module, and it has no facade.\n"
    "  Declare a public_facade in b, or remove this import.\n"
    "1 finding (private-import): see `pants validate --explain=private-import` for what it means.\n"
)
WHOLE = f"{FOUND}1 import in 2 files of 2 modules checked.\n"


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Check, and return the exit code and what was printed."""
    code = main(argv)
    streams = capsys.readouterr()
    return code, streams.out, streams.err


def lay(root: Path, files: dict[str, str]) -> None:
    """Write files."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
