"""A deploy held to the steps of its preview, by Pulumi's own update plans.

Pulumi compares each resource as it comes to it, and refuses what the preview did not have. Its words for that quote
the values of properties, secrets included, so that they reach neither a log nor a message.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from typing import TYPE_CHECKING, Any, Final

from pantstack_runner.console.console import TolerantLog
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pantstack_runner.console.redaction import Redactor
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

_QUOTING: Final = "violates plan"
_OTHERWISE: Final = re.compile(
    r"(?P<op>\S+) is not allowed by the plan|violates plan|expected resource operations for", re.DOTALL
)
_IMAGES: Final = "pantstack:images"


def prepare_steps(context: Context, module: Module) -> str:
    """Return the file for the steps that a preview writes, which is not there yet."""
    path = paths.steps_file(context, module.name)
    path.unlink(missing_ok=True)
    return str(path)


@contextlib.contextmanager
def expected_steps(context: Context, module: Module) -> Iterator[str | None]:
    """Hold a deploy to the steps of its preview: their file, None if there was no preview."""
    path = paths.steps_file(context, module.name)
    path.unlink(missing_ok=True)
    if module.expected is None or module.expected.steps is None:
        yield None
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(module.expected.steps, file)
        yield str(path)
    finally:
        path.unlink(missing_ok=True)


def drop_clear_steps(context: Context, module: Module, redactor: Redactor) -> bool:
    """Remove the steps that a preview wrote if a known secret stands there in the clear; return whether one does."""
    path = paths.steps_file(context, module.name)
    try:
        steps = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    if redactor.text(steps) == steps:
        return False
    path.unlink()
    return True


def take_steps(context: Context, module: Module) -> dict[str, Any] | None:
    """Return the steps that a preview wrote, and remove their file; None where a deploy cannot be held to them."""
    path = paths.steps_file(context, module.name)
    try:
        steps: dict[str, Any] = json.loads(path.read_bytes())
        path.unlink()
        images = json.loads(steps.get("config", {}).get(_IMAGES) or "{}")
    except (OSError, ValueError, AttributeError, TypeError):
        return None
    # Nobody knows yet by which digest a registry will know an image that it does not have.
    return None if "" in images.values() else steps


def explain_deviation(causes: list[str]) -> str:
    """Return why a deploy is not what was previewed, without values; "" if that was not why it failed."""
    for cause in causes:
        match = _OTHERWISE.search(cause)
        if match:
            resource = cause.partition(": ")[0]
            fact = f"{match['op']} was not previewed" if match["op"] else "it is not as it was previewed"
            return f"{resource}: {fact}; nothing more was done.\nPreview again with --plan-out."
    return ""


class TruncatingLog(TolerantLog):
    """A log that ends where Pulumi begins to quote values."""

    _is_over = False

    def write(self, text: str) -> None:
        """Write at once, up to such a place."""
        if self._is_over:
            return
        head, quoting, _ = text.partition(_QUOTING)
        self._is_over = bool(quoting)
        super().write(f"{head}{quoting}. What follows quotes values, and is left out.\n" if quoting else head)
