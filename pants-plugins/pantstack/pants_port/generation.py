"""Which of Pants' two rule APIs the port uses, by what this Pants has."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

import pants.core.goals.lint

if not hasattr(pants.core.goals.lint, "AbstractLintRequest"):
    message = "This version of Pants is too old for Pantstack: set pants_version in pants.toml to 2.17.0 or newer."
    raise ImportError(message)

# Calls by name came bit by bit; with the module of these rules (2.29) all that the port calls is there. `Get` and
# `MultiGet`, which serve until then, are deprecated from 2.30 on and gone from 2.32 on.
CALLS_BY_NAME: Final = find_spec("pants.core.goals.lint_goal") is not None
