"""Stocks in a database: SQLite here, PostgreSQL where the service runs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from stack.libs.database import downgrade, migrate, schema_differences

from ..api.resources import MIGRATIONS
from ..storage.tables import metadata


def test_stocks_outlive_the_service(tmp_path: Path, make_client: Callable[..., TestClient]) -> None:
    """A service makes its tables when it starts with an empty database, and the next one finds what it kept."""
    settings = {"database_url": f"sqlite:///{tmp_path}/inventory.db", "migrate_at_start": True}
    counted = make_client(**settings).put("/api/v1/inventory/prod-1", json={"quantity": 3}).json()
    later = make_client(**settings)

    assert later.get("/api/v1/inventory/prod-1").json() == counted
    assert later.get("/health/ready").json() == {"status": "ready"}


@pytest.mark.asyncio
async def test_migrations(tmp_path: Path) -> None:
    """The steps lead to the tables that the service expects, back to nothing, and there again."""
    url = f"sqlite:///{tmp_path}/inventory.db"
    await migrate(url, MIGRATIONS)
    assert await schema_differences(url, metadata) == []

    await downgrade(url, MIGRATIONS, "base")
    await migrate(url, MIGRATIONS)
    assert await schema_differences(url, metadata) == []
