"""BUILD files that Pants could not read."""

from __future__ import annotations

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.syntax_errors import find_errors, format_error

HELP = "\n  Correct it there, then run again."


def test_find_errors() -> None:
    """Each file that is not Python is named with its line, the others are left out."""
    found = find_errors({"b/BUILD": b"x = 1\n", "a/BUILD": b"x = 1\ny = )\n", "c/BUILD": b"\0"})

    assert [(each.location, each.help) for each in found] == [
        (SourceLocation("a/BUILD", 2), "Correct it there."),
        (SourceLocation("c/BUILD", 1), "Correct it there."),
    ]
    assert isinstance(found[0], UserError)


def test_format_error() -> None:
    """Pants' error loses the traceback of its engine, and gets a line."""
    engine = "1 Exception encountered:\n\nEngine traceback:\n  in `validate` goal\n\n"
    unknown = "Failed to parse ./a/BUILD: ParseError: Name 'nope' is not defined.\n\nIf you expect more, read this."

    assert (
        format_error(f"{engine}{unknown}", {"a/BUILD": b"\n\nnope()\n"})
        == f"a/BUILD:3 Name 'nope' is not defined.{HELP}"
    )
    newer = unknown.replace("Name 'nope'", "a/BUILD:3: Name 'nope'")
    assert format_error(f"{engine}{newer}", {}) == f"a/BUILD:3 Name 'nope' is not defined.{HELP}"
    assert format_error(f"{engine}InvalidFieldException: a/BUILD:4: bad\n", {}) == f"a/BUILD:4: bad{HELP}"
    assert format_error("", {}) == f"The BUILD files cannot be read.{HELP}"
