"""BUILD files that Pants could not read."""

from __future__ import annotations

from pantstack.buildfiles.syntax_errors import problems, worded
from pantstack.errors import UserError
from pantstack.locations import SourceLocation

ADVICE = "\n  Correct what is said there, then validate again."


def test_problems() -> None:
    """Each file that is no Python is named with its line, the others are left out."""
    found = problems({"b/BUILD": b"x = 1\n", "a/BUILD": b"x = 1\ny = )\n", "c/BUILD": b"\0"})

    assert [(each.location, each.help) for each in found] == [
        (SourceLocation("a/BUILD", 2), "Correct it there."),
        (SourceLocation("c/BUILD", 1), "Correct it there."),
    ]
    assert isinstance(found[0], UserError)


def test_words() -> None:
    """What Pants says loses the way its engine took, and gets a line."""
    engine = "1 Exception encountered:\n\nEngine traceback:\n  in `validate` goal\n\n"
    unknown = "Failed to parse ./a/BUILD: ParseError: Name 'nope' is not defined.\n\nIf you expect more, read this."

    assert (
        worded(f"{engine}{unknown}", {"a/BUILD": b"\n\nnope()\n"}) == f"a/BUILD:3 Name 'nope' is not defined.{ADVICE}"
    )
    newer = unknown.replace("Name 'nope'", "a/BUILD:3: Name 'nope'")
    assert worded(f"{engine}{newer}", {}) == f"a/BUILD:3 Name 'nope' is not defined.{ADVICE}"
    assert worded(f"{engine}InvalidFieldException: a/BUILD:4: bad\n", {}) == f"a/BUILD:4: bad{ADVICE}"
    assert worded("", {}) == f"The BUILD files cannot be read.{ADVICE}"
