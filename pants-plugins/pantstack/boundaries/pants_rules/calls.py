"""Awaits what the checks found, for `pants lint` and the goals of the checker."""

from __future__ import annotations

from pants.base.build_environment import get_buildroot

from pantstack.base.errors import UserError
from pantstack.boundaries.pants_rules.evaluation import CheckRequest, CheckResult, check_repository, with_history
from pantstack.buildfiles import syntax_errors
from pantstack.buildfiles.globs import ALL_BUILD_FILES
from pantstack.pants_port import files
from pantstack.pants_port.generation import CALLS_BY_NAME
from pantstack.pants_port.session import today


async def broken_build_files() -> tuple[UserError, ...]:
    """Find the BUILD files that are not Python: Pants names no folder in its own error about one."""
    (builds,) = await files.read((ALL_BUILD_FILES,))
    return tuple(syntax_errors.find_errors({file.path: file.content for file in builds}))


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
