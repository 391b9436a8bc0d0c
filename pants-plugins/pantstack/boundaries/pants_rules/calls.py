"""Awaits what the checks found, for `pants lint` and the goals of the checker."""

from __future__ import annotations

from pants.base.build_environment import get_buildroot

from pantstack.boundaries.pants_rules.evaluation import CheckRequest, CheckResult, check_repository, with_history
from pantstack.pants_port.generation import CALLS_BY_NAME
from pantstack.pants_port.session import today

if CALLS_BY_NAME:
    from pants.engine.rules import implicitly

    async def check_result() -> CheckResult:
        """Await all findings of the repository; remembered until a file changes, or the day; what git knows is not."""
        result = await check_repository(CheckRequest(today()), **implicitly())
        return with_history(result, get_buildroot())

else:
    from pants.engine.rules import Get

    async def check_result() -> CheckResult:
        """Await all findings of the repository; remembered until a file changes, or the day; what git knows is not."""
        result = await Get(CheckResult, CheckRequest(today()))
        return with_history(result, get_buildroot())
