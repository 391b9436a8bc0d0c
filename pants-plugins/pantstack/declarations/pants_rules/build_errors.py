"""Explains why Pants cannot read the repository: its own error about that is a traceback."""

from __future__ import annotations

from collections.abc import Collection

from pants.base.build_environment import get_buildroot

from pantstack.base import links
from pantstack.base.errors import UserError, UserErrors
from pantstack.buildfiles import inactive_backends, syntax_errors
from pantstack.buildfiles.globs import ALL_BUILD_FILES
from pantstack.pants_port import files


async def build_texts() -> dict[str, bytes]:
    """Read all BUILD files, by path.

    Raises:
        UserErrors: with the links that keep Pants from looking for them.
    """
    try:
        (builds,) = await files.read((ALL_BUILD_FILES,))
    except Exception as error:
        unreadable = await unreadable_links()
        if not unreadable:
            raise
        raise UserErrors(unreadable) from error
    return {file.path: file.content for file in builds}


async def refuse_broken() -> None:
    """Refuse a repository in which Pants comes across links that it does not follow, or BUILD files that are no Python.

    Raises:
        UserErrors: with all of them; Pants names no folder in its own error about a BUILD file.
    """
    errors = syntax_errors.find_errors(await build_texts())
    if errors:
        raise UserErrors(errors)


async def explain(error: Exception, aliases: Collection[str]) -> UserErrors:
    """Return what is wrong in the repository, given what Pants raised while it read BUILD files.

    Args:
        aliases: of all target types that are known.
    """
    if isinstance(error, UserErrors):
        return error
    try:
        texts = await build_texts()
    except UserErrors as unreadable:
        return unreadable
    errors = syntax_errors.find_errors(texts) or inactive_backends.find_errors(texts, aliases)
    if errors:
        return UserErrors(errors)
    message, _, help = syntax_errors.format_error(str(error), texts).partition("\n")
    return UserErrors((UserError(message, help.strip()),))


async def unreadable_links() -> tuple[UserError, ...]:
    """Find the links that Pants comes across and does not follow; what it ignores is none of them."""
    errors = []
    for path, error in links.candidates(get_buildroot()).items():
        try:
            await files.paths((links.globs(path),))
        except Exception:  # noqa: BLE001, PERF203  whatever the engine raises for a link
            errors.append(error)
    return tuple(errors)
