"""A plugin of pytest for the tests of the backend, which Pants never runs: it would ask a conftest.py for an owner."""

from __future__ import annotations

import functools
from typing import Any

from pants.testutil.rule_runner import RuleRunner

_made = RuleRunner.__init__


@functools.wraps(_made)
def _without_watcher(self: RuleRunner, *args: Any, bootstrap_args: tuple[str, ...] = (), **named: Any) -> None:  # noqa: ANN401  whatever Pants takes
    """A rule runner tells its engine what it writes; a watcher each would use up what a system grants its users."""
    _made(self, *args, bootstrap_args=(*bootstrap_args, "--no-pantsd", "--no-watch-filesystem"), **named)


RuleRunner.__init__ = _without_watcher  # type: ignore[assignment]  # for every test, whoever makes the runner
