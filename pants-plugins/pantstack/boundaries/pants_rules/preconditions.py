"""What `pants modules` and `pants fix` need before they write anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from pantstack.base.errors import UserError
from pantstack.text.counting import count

_ADOPT = "Declare some first: pants adopt shows a proposal, and with --write writes it."


def to_write_declarations(flag: str, *, has_modules: bool) -> Optional[UserError]:
    """Refuse to keep declarations true where there are none.

    Args:
        flag: that says what to write, such as `--sync`.
    """
    return None if has_modules else UserError(f"No modules are declared, so {flag} has nothing to write.", _ADOPT)


def to_fix(errors: Sequence[UserError]) -> str:
    """Say why nothing is fixed where declarations have errors; empty where they have none."""
    if not errors:
        return ""
    lines = "\n".join(map(str, errors))
    return f"{lines}\n{count(len(errors), 'error')} in declarations or configuration; nothing was fixed."
