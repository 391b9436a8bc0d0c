"""Records in a table of a database."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from .errors import DatabaseSetupError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Column, Table
    from sqlalchemy.dialects.postgresql import Insert

    from .engine import Database

Model = TypeVar("Model", bound=BaseModel)


class SqlRepository(Generic[Model]):
    """Keeps records in a table: a column for each field, nested ones as JSON."""

    def __init__(self, database: Database, table: Table, model: type[Model]) -> None:
        """Take where records are kept, and what they are.

        Args:
            table: with the fields of the model as columns, and the id as its primary key. Columns besides are left
                to their defaults.

        Raises:
            DatabaseSetupError: if table and model do not fit.
        """
        keys = list(table.primary_key)
        missing = [name for name in model.model_fields if name not in table.columns]
        if len(keys) != 1 or missing:
            what = f"has no column for {', '.join(missing)}" if missing else "has not one column as its primary key"
            raise DatabaseSetupError(
                f"The table `{table.name}` {what} (model {model.__name__}).\nChange the table, and add a migration."
            )
        self._database = database
        self._table = table
        self._model = model
        self._key: Column[Any] = keys[0]
        self._columns = [table.columns[name] for name in model.model_fields]

    async def save(self, record_id: str, record: Model) -> None:
        """Keep a record, in place of one that has the id already."""
        values = {**self._row(record), self._key.name: record_id}
        statement = self._insert().values(values)
        others = {name: statement.excluded[name] for name in values if name != self._key.name}
        key = [self._key]
        await self._database.execute(
            statement.on_conflict_do_update(index_elements=key, set_=others)
            if others
            else statement.on_conflict_do_nothing(index_elements=key)
        )

    async def fetch(self, record_id: str) -> Model | None:
        """Return the record with an id, or None."""
        from sqlalchemy import select

        result = await self._database.execute(select(*self._columns).where(self._key == record_id))
        row = result.mappings().one_or_none()
        return None if row is None else self._record(row)

    async def page(self, after: str | None, limit: int) -> list[Model]:
        """Return records in the order of their ids; see `Repository`."""
        from sqlalchemy import select

        statement = select(*self._columns).order_by(self._key).limit(limit)
        if after is not None:
            statement = statement.where(self._key > after)
        result = await self._database.execute(statement)
        return [self._record(row) for row in result.mappings()]

    def _insert(self) -> Insert:
        from sqlalchemy.dialects import postgresql, sqlite

        if self._database.engine.dialect.name == "sqlite":
            return sqlite.insert(self._table)  # type: ignore[return-value]  # both have the same conflict clauses
        return postgresql.insert(self._table)

    def _row(self, record: Model) -> dict[str, Any]:
        python, plain = record.model_dump(), record.model_dump(mode="json")
        return {column.name: _stored(column, python[column.key], plain[column.key]) for column in self._columns}

    def _record(self, row: Mapping[Any, Any]) -> Model:
        values = {column.key: _aware(column, row[column]) for column in self._columns}
        return self._model.model_validate(values, by_name=True)


def _stored(column: Column[Any], python: object, plain: object) -> object:
    """Return what a column keeps: the value itself if its type takes that, else what JSON would have."""
    from sqlalchemy import JSON, null

    if python is None:
        return null()
    if isinstance(column.type, JSON):
        return plain
    takes = column.type.python_type
    if isinstance(python, datetime) and python.tzinfo is not None and takes is datetime:
        return python.astimezone(UTC)
    return python if isinstance(python, takes) and (issubclass(takes, Enum) or not isinstance(python, Enum)) else plain


def _aware(column: Column[Any], value: object) -> object:
    """Return what was kept; SQLite forgets that a time has a zone."""
    zoned = getattr(column.type, "timezone", False)
    if zoned and isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
