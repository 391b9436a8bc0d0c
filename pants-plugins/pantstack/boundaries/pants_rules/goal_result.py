"""What an action of `pants modules` is going to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class GoalResult:
    """What is shown, and what is written.

    Attributes:
        text: for standard output.
        texts: files to write, by path.
        complaints: for standard error.
        exit_code: of the goal.
    """

    text: str
    texts: Mapping[str, str] = field(default_factory=dict)
    complaints: str = ""
    exit_code: int = 0
