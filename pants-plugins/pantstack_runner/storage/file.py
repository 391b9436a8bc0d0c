"""A file in the listing of a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class StoredFile:
    """A file in a store, or a link in place of a file or folder.

    Attributes:
        modified: when it was written last, by the clock of the store.
        is_link: whether it is a link, which nobody followed.
    """

    size: int
    modified: datetime
    is_link: bool = False
