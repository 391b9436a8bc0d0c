"""Entries of `[pantstack.shared_resolves]` renamed and removed."""

from __future__ import annotations

import pytest

from pantstack.base.errors import UserError
from pantstack.declarations.resolves import shared_resolves

TOML = """\
[pantstack]
layers = []

[pantstack.shared_resolves]
# Who shares
billing = "shared"
bill = "shared"

[python]
billing = "x"
"""


def test_rename() -> None:
    """Only the entry itself gets the other name, and back again nothing has changed."""
    renamed = shared_resolves.rename(TOML, "bill", "money")

    assert renamed == TOML.replace('bill = "shared"', 'money = "shared"')
    assert shared_resolves.rename(renamed, "money", "bill") == TOML
    assert shared_resolves.rename(TOML, "orders", "money") == TOML
    assert shared_resolves.rename("[x]\n", "a", "b") == "[x]\n"


def test_remove() -> None:
    """Only the entry itself goes; the last one takes the table along."""
    assert shared_resolves.remove(TOML, "bill") == TOML.replace('bill = "shared"\n', "")
    assert shared_resolves.remove(TOML, "orders") == TOML

    alone = TOML.replace("# Who shares\n", "").replace('bill = "shared"\n', "")
    assert shared_resolves.remove(alone, "billing") == '[pantstack]\nlayers = []\n\n[python]\nbilling = "x"\n'


@pytest.mark.parametrize(
    "text", ['[pantstack]\nshared_resolves = {billing = "s"}\n', '[pantstack.shared_resolves]\n"billing" = "s"\n']
)
def test_what_is_not_certain(text: str) -> None:
    """A table in another form is refused, never half edited."""
    errors = []
    with pytest.raises(UserError) as caught:
        shared_resolves.rename(text, "billing", "x")
    errors.append(caught.value)
    with pytest.raises(UserError) as caught:
        shared_resolves.remove(text, "billing")
    errors.append(caught.value)

    error = UserError(
        "[pantstack.shared_resolves] in pants.toml cannot be edited for certain.", "Edit it by hand first."
    )
    assert errors == [error, error]
