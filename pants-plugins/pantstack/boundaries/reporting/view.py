"""What a report may show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Callable, Optional

from pantstack.boundaries.checks.pages import FOLDER


@dataclass(frozen=True)
class View:
    """What the reader can see and wants to see.

    Attributes:
        source: reads the text of a file, None where it cannot be read; without this function no source is shown.
        color: whether a terminal shows it that can do colors.
        pages: the folder of the pages that explain the codes.
        descriptions: what each check finds, one sentence, by code.
    """

    version: str = ""
    source: Optional[Callable[[str], Optional[str]]] = None
    color: bool = False
    pages: str = FOLDER
    descriptions: Mapping[str, str] = field(default_factory=dict)
