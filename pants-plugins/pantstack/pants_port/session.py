"""The number of the run: a rule that reads what lies outside of files takes it, so that Pants runs it each time."""

from __future__ import annotations

from pants.engine.internals.session import RunId

__all__ = ["RunId"]
