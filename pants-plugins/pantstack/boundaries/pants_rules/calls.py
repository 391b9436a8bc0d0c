"""Awaits what the checks found, for `pants lint` and the goals of the checker."""

from __future__ import annotations

from collections.abc import Collection

from pants.base.build_environment import get_buildroot

from pantstack.base.errors import UserErrors
from pantstack.base.session import today
from pantstack.boundaries.pants_rules.evaluation import CheckRequest, check_repository
from pantstack.boundaries.run.evaluation import CheckResult, with_history
from pantstack.declarations.pants_rules import build_errors
from pantstack.pants_port.generation import CALLS_BY_NAME

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


async def valid_check_result(aliases: Collection[str]) -> CheckResult:
    """Await all findings of a repository in which everything can be read.

    Args:
        aliases: of all target types that are known.

    Raises:
        UserErrors: if a BUILD file or a link cannot be read, or declarations have errors.
    """
    await build_errors.refuse_broken()
    try:
        result = await check_result()
    except Exception as error:
        raise await build_errors.explain(error, aliases) from error
    if result.errors:
        raise UserErrors(result.errors)
    return result
