"""What the user wants, before anybody checks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wanted:
    """What the user wants, as it was given.

    Attributes:
        name: of the module; empty if left out, like the others.
        port: 0 if left out.
        texts: answers to questions of the kind.
        uses: names or paths of modules.
        resolve: that the module shares with others.
    """

    name: str = ""
    kind: str = ""
    layer: str = ""
    port: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    resolve: str = ""
