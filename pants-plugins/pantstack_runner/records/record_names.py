"""Names of records: the time at which a deploy began."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

TIME_FORMAT: Final = "%Y%m%dT%H%M%S.%fZ"
FILE_PATTERN: Final = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)\.json")


def next_record_time(names: Sequence[str]) -> datetime:
    """Return the current time, or one after the last of the records' file names if the clock was put back."""
    now = datetime.now(UTC)
    match = FILE_PATTERN.fullmatch(names[-1]) if names else None
    try:
        last = datetime.strptime(match[1], TIME_FORMAT).replace(tzinfo=UTC) if match else now
        return now if last < now or match is None else last + timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return now
