"""A repository of records by id, and the one that lives in memory."""

from bisect import bisect_right, insort
from typing import Generic, Protocol, TypeVar

Record = TypeVar("Record")


class Repository(Protocol[Record]):
    """Keeps records by id."""

    async def save(self, record_id: str, record: Record) -> None:
        """Keep a record, in place of one that has the id already."""
        ...

    async def fetch(self, record_id: str) -> Record | None:
        """Return the record with an id, or None."""
        ...

    async def page(self, after: str | None, limit: int) -> list[Record]:
        """Return records in the order of their ids.

        Args:
            after: the id that the page before ended with, or None for the first page.
            limit: how many records there are at most in the page.
        """
        ...


class InMemoryRepository(Generic[Record]):
    """Keeps records as long as the process lives."""

    def __init__(self) -> None:
        """Start empty."""
        self._records: dict[str, Record] = {}
        self._ids: list[str] = []

    async def save(self, record_id: str, record: Record) -> None:
        """Keep a record, in place of one that has the id already."""
        if record_id not in self._records:
            insort(self._ids, record_id)
        self._records[record_id] = record

    async def fetch(self, record_id: str) -> Record | None:
        """Return the record with an id, or None."""
        return self._records.get(record_id)

    async def page(self, after: str | None, limit: int) -> list[Record]:
        """Return records in the order of their ids; see `Repository`."""
        start = 0 if after is None else bisect_right(self._ids, after)
        return [self._records[record_id] for record_id in self._ids[start : start + limit]]
