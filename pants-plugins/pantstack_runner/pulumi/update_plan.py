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

from pantstack_runner import paths
from pantstack_runner.console.console import TolerantLog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.plan import Plan

_QUOTING: Final = "violates plan"
_OTHERWISE: Final = re.compile(
    r"(?P<op>\S+) is not allowed by the plan|violates plan|expected resource operations for", re.DOTALL
)
_IMAGES: Final = "pantstack:images"


@contextlib.contextmanager
def steps(plan: Plan, module: Module) -> Iterator[str | None]:
    """The file for Pulumi's update plan: to be written by a preview that is kept, read by what is held to it.

    Args:
        plan: the plan.
        module: the module.
    """
    path = paths.steps_file(plan.context, module)
    path.unlink(missing_ok=True)
    if plan.action == "preview" and plan.plan_out:
        yield str(path)
        return
    if plan.action != "up" or module.expected is None or module.expected.steps is None:
        yield None
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(module.expected.steps, file)
        yield str(path)
    finally:
        path.unlink(missing_ok=True)


def taken(plan: Plan, module: Module) -> dict[str, Any] | None:
    """What a preview has written, which is taken away; None where a deploy cannot be held to it.

    Args:
        plan: the plan of the preview.
        module: the module.
    """
    path = paths.steps_file(plan.context, module)
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
        path.unlink()
        images = json.loads(found.get("config", {}).get(_IMAGES) or "{}")
    except (OSError, ValueError, AttributeError, TypeError):
        return None
    # Nobody knows yet by which digest a registry will know an image that it does not have.
    return None if "" in images.values() else found


def otherwise(causes: list[str]) -> str:
    """Why a deploy is not what was previewed, without values; nothing if that was not why it failed.

    Args:
        causes: what Pulumi's engine complained of.
    """
    for cause in causes:
        found = _OTHERWISE.search(cause)
        if found:
            resource = cause.partition(": ")[0]
            fact = f"{found['op']} was not previewed" if found["op"] else "it is not as it was previewed"
            return f"{resource}: {fact}; nothing more was done.\nPreview again with --plan-out."
    return ""


class Discreet(TolerantLog):
    """A log that ends where Pulumi begins to quote values."""

    _is_over = False

    def write(self, text: str) -> None:
        """Write at once, up to such a place.

        Args:
            text: the text.
        """
        if self._is_over:
            return
        head, sign, _ = text.partition(_QUOTING)
        self._is_over = bool(sign)
        super().write(f"{head}{sign}. What follows quotes values, and is left out.\n" if sign else head)
