"""A plugin of pytest for the tests of the backend, which Pants never runs: it would ask a conftest.py for an owner."""

from __future__ import annotations

import functools
import importlib.util
from typing import Any


def pytest_configure() -> None:
    """Make every rule runner without a watcher, whoever makes it; an interpreter without Pants makes none."""
    if importlib.util.find_spec("pants") is None:
        return
    from pants.testutil.rule_runner import RuleRunner  # noqa: PLC0415 - see above

    made = RuleRunner.__init__

    @functools.wraps(made)
    def without_watcher(
        self: RuleRunner,
        *args: Any,  # noqa: ANN401 - whatever Pants takes
        bootstrap_args: tuple[str, ...] = (),
        **named: Any,  # noqa: ANN401 - as above
    ) -> None:
        # It tells its engine what it writes; a watcher each would use up what a system grants its users.
        made(self, *args, bootstrap_args=(*bootstrap_args, "--no-pantsd", "--no-watch-filesystem"), **named)

    RuleRunner.__init__ = without_watcher  # type: ignore[assignment,method-assign]
