"""A plugin of pytest for the tests of the backend, which Pants never runs: it would ask a conftest.py for an owner."""

from __future__ import annotations

import functools
import importlib.util
import weakref
from typing import Any


def pytest_configure() -> None:
    """Make every rule runner without a watcher, and close those that no test uses any more, whoever makes them.

    An interpreter without Pants makes none.
    """
    if importlib.util.find_spec("pants") is None:
        return
    from pants.testutil.rule_runner import RuleRunner  # noqa: PLC0415 - see above

    made, ran = RuleRunner.__init__, RuleRunner.run_goal_rule

    @functools.wraps(made)
    def without_watcher(
        self: RuleRunner,
        *args: Any,  # noqa: ANN401 - whatever Pants takes
        bootstrap_args: tuple[str, ...] = (),
        **named: Any,  # noqa: ANN401 - as above
    ) -> None:
        # It tells its engine what it writes; a watcher each would use up what a system grants its users.
        made(self, *args, bootstrap_args=(*bootstrap_args, "--no-pantsd", "--no-watch-filesystem"), **named)

    @functools.wraps(ran)
    def closed_later(self: RuleRunner, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
        # The graph of a goal's console leads back to its engine, in native code, where no collector sees the cycle:
        # without this each engine would keep its 150 open files and its memory until the end of all tests.
        try:
            return ran(self, *args, **named)
        finally:
            weakref.finalize(self, vars(self.scheduler).clear)

    RuleRunner.__init__ = without_watcher  # type: ignore[assignment,method-assign]
    RuleRunner.run_goal_rule = closed_later  # type: ignore[method-assign]
