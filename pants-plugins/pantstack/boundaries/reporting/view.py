"""What a report may show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Callable, Optional


@dataclass(frozen=True)
class View:
    """What the reader can see and wants to see.

    Attributes:
        source: reads the text of a file, None where it cannot be read; without this function no source is shown.
        color: whether a terminal shows it that can do colors.
        descriptions: what each check finds, one sentence, by code.
    """

    version: str = ""
    source: Optional[Callable[[str], Optional[str]]] = None
    color: bool = False
    descriptions: Mapping[str, str] = field(default_factory=dict)
