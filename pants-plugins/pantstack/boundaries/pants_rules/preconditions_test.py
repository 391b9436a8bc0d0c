"""What `modules` and `fix` need before they write."""

from __future__ import annotations

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.pants_rules import preconditions


def test_declarations() -> None:
    """Where no modules are declared, nothing can be kept true, and the goal that proposes some is named."""
    assert preconditions.to_write_declarations("--sync", has_modules=True) is None
    assert preconditions.to_write_declarations("--sync", has_modules=False) == UserError(
        "No modules are declared, so --sync has nothing to write.",
        "Declare some first: pants adopt shows a proposal, and with --write writes it.",
    )


def test_errors() -> None:
    """Errors in declarations are shown with what follows from them; without any there is nothing to show."""
    error = UserError("Wrong.", "Correct it.", SourceLocation("BUILD", 3))

    assert preconditions.to_fix(()) == ""
    assert preconditions.to_fix((error,)) == (
        "BUILD:3 Wrong.\n  Correct it.\n1 error in declarations or configuration; nothing was fixed."
    )
