"""Records in a real database: SQLite in a file."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlalchemy import JSON, Column, DateTime, Numeric, String, Table

from stack.libs.database import Database, SqlRepository, new_metadata


class Status(Enum):
    """How far a thing is."""

    NEW = "new"
    OLD = "old"


class Part(BaseModel):
    """A nested model."""

    name: str
    weight: Decimal
    since: datetime


class Thing(BaseModel):
    """One of each type that a record may have."""

    id: str
    status: Status
    price: Decimal
    parts: list[Part]
    created: datetime
    note: str | None = None
    first: Part | None = None


METADATA = new_metadata()
THINGS = Table(
    "things",
    METADATA,
    Column("id", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("price", Numeric(10, 2), nullable=False),
    Column("parts", JSON, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("note", String),
    Column("first", JSON),
)
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def thing(number: str, status: Status = Status.NEW) -> Thing:
    """Make a record with all fields."""
    part = Part(name="Ü 'quoted'", weight=Decimal("0.1"), since=NOON)
    created = NOON.astimezone(timezone(timedelta(hours=2)))
    return Thing(id=number, status=status, price=Decimal("9.90"), parts=[part], created=created, first=part)


async def opened(tmp_path: Path) -> tuple[Database, SqlRepository[Thing]]:
    """Open a new database with the table."""
    database = Database(f"sqlite:///{tmp_path}/things.db", pool_size=2)
    async with database.transaction() as connection:
        await connection.run_sync(METADATA.create_all)
    return database, SqlRepository(database, THINGS, Thing)


@pytest.mark.asyncio
async def test_what_is_saved_is_fetched(tmp_path: Path) -> None:
    """A record comes back with all its fields, nested ones too; a second save takes the place of the first."""
    database, things = await opened(tmp_path)
    await things.save("1", thing("1"))
    await things.save("1", thing("1", Status.OLD))
    await things.save("2", Thing(id="2", status=Status.NEW, price=Decimal(1), parts=[], created=NOON))

    assert await things.fetch("1") == thing("1", Status.OLD)
    assert await things.fetch("2") == Thing(id="2", status=Status.NEW, price=Decimal(1), parts=[], created=NOON)
    assert await things.fetch("3") is None
    await database.close()


@pytest.mark.asyncio
async def test_pages(tmp_path: Path) -> None:
    """Pages are in the order of ids, begin after the last one, and do not shift when a record comes before."""
    database, things = await opened(tmp_path)
    for number in "5", "3", "7":
        await things.save(number, thing(number))

    first = await things.page(None, 2)
    await things.save("1", thing("1"))
    second = await things.page(first[-1].id, 2)
    assert [[each.id for each in page] for page in (first, second)] == [["3", "5"], ["7"]]
    await database.close()
