"""A repository of records by id, and the one that lives in memory."""

from typing import Generic, Protocol, TypeVar

Record = TypeVar("Record")


class Repository(Protocol[Record]):
    """Keeps records by id."""

    async def save(self, record_id: str, record: Record) -> None:
        """Keep a record, in place of one that has the id already."""
        ...

    async def fetch(self, record_id: str) -> Record | None:
        """The record with an id, or None."""
        ...


class InMemoryRepository(Generic[Record]):
    """Keeps records as long as the process lives."""

    def __init__(self) -> None:
        """Start empty."""
        self._records: dict[str, Record] = {}

    async def save(self, record_id: str, record: Record) -> None:
        """Keep a record, in place of one that has the id already."""
        self._records[record_id] = record

    async def fetch(self, record_id: str) -> Record | None:
        """The record with an id, or None."""
        return self._records.get(record_id)
