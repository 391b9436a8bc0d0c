"""What an action of `pants modules` prints and writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class GoalResult:
    """What is printed and written.

    Attributes:
        text: for standard output.
        files: texts to write, by path.
        complaints: for standard error; with any, the goal fails.
    """

    text: str
    files: Mapping[str, str] = field(default_factory=dict)
    complaints: str = ""
