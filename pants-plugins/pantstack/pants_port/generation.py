"""Which of Pants' two rule APIs is available."""

from __future__ import annotations

from typing import Final

import pants.engine.rules

# `Get` and `MultiGet` are gone from Pants 2.32 on; `concurrently` and calls by name came with 2.23.
CALLS_BY_NAME: Final = hasattr(pants.engine.rules, "concurrently")
