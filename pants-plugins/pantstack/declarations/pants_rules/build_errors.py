"""Explains why Pants cannot read the BUILD files: its own error about them is a traceback."""

from __future__ import annotations

from collections.abc import Collection

from pantstack.base.errors import UserError, UserErrors
from pantstack.buildfiles import inactive_backends, syntax_errors
from pantstack.buildfiles.globs import ALL_BUILD_FILES
from pantstack.pants_port import files


async def explain(error: Exception, aliases: Collection[str]) -> UserErrors:
    """Return what is wrong in BUILD files, given what Pants raised while it read them.

    Args:
        aliases: of all target types that are known.
    """
    (builds,) = await files.read((ALL_BUILD_FILES,))
    texts = {file.path: file.content for file in builds}
    errors = syntax_errors.find_errors(texts) or inactive_backends.find_errors(texts, aliases)
    if errors:
        return UserErrors(errors)
    message, _, help = syntax_errors.format_error(str(error), texts).partition("\n")
    return UserErrors((UserError(message, help.strip()),))
