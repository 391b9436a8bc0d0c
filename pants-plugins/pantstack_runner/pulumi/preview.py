"""What is shown before anything happens: where artifacts come from, and Pulumi's own account of what would change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The resources are counted by the last line of a preview, and providers are found where the runner put them.
_SUMMARY: Final = re.compile(r"^(?:Resources|Duration|Policies):")
_LEFT_OUT: Final = re.compile(r"^\s*(?:warning: using pulumi-resource-\S+ from .*|Previewing update \(.*\):)$")
_REFRESH: Final = re.compile(r"^~ \S+ \(refresh\)$")
_URN: Final = re.compile(r"^\s*\[urn=")


def difference(printed: Iterable[str]) -> Iterator[str]:
    """Yield what would change, property by property, in Pulumi's words."""
    after_refresh = False
    for line in "\n".join(printed).splitlines():
        if _SUMMARY.match(line):
            return
        if not line.strip() or _LEFT_OUT.match(line) or (after_refresh and _URN.match(line)):
            continue
        after_refresh = bool(_REFRESH.match(line))
        if not after_refresh:
            yield f"  {line}"
