"""What is shown before anything happens: where artifacts come from, and Pulumi's own account of what would change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.plan import Plan

# The resources are counted by the last line of a preview, and providers are found where the runner put them.
_SUMMARY: Final = re.compile(r"^(?:Resources|Duration|Policies):")
_LEFT_OUT: Final = re.compile(r"^\s*(?:warning: using pulumi-resource-\S+ from .*|Previewing update \(.*\):)$")
_REFRESH: Final = re.compile(r"^~ \S+ \(refresh\)$")
_URN: Final = re.compile(r"^\s*\[urn=")


def sources(plan: Plan) -> str:
    """A line for each artifact that is not built now: which it is, and where it comes from.

    Args:
        plan: the plan.
    """
    return "".join(
        f"{module.name}  {source}  {artifact.name}  {artifact.digest[:19]}\n"
        for module in plan.modules
        for source in (_source(plan, module),)
        for artifact in module.artifacts
        if source
    )


def _source(plan: Plan, module: Module) -> str:
    if plan.plan_in:
        return "as previewed"
    if module.promoted_from:
        return f"from {module.promoted_from}"
    return f"as on {module.restores}" if module.restores else ""


def difference(said: Iterable[str]) -> Iterator[str]:
    """What would change, property by property, as Pulumi words it.

    Args:
        said: all that a preview printed.
    """
    after_refresh = False
    for line in "\n".join(said).splitlines():
        if _SUMMARY.match(line):
            return
        if not line.strip() or _LEFT_OUT.match(line) or (after_refresh and _URN.match(line)):
            continue
        after_refresh = bool(_REFRESH.match(line))
        if not after_refresh:
            yield f"  {line}"
