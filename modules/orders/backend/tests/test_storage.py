"""Orders in a database: SQLite here, PostgreSQL where the service runs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from stack.libs.database import downgrade, migrate, schema_differences

from ..api.resources import MIGRATIONS
from ..storage.tables import metadata

ORDER = {"customer_id": "cust-1", "items": [{"product_id": "prod-1", "quantity": 1}]}


def test_orders_outlive_the_service(tmp_path: Path, make_client: Callable[..., TestClient]) -> None:
    """A service makes its tables when it starts with an empty database, and the next one finds what it kept."""
    settings = {"database_url": f"sqlite:///{tmp_path}/orders.db", "migrate_at_start": True}
    created = make_client(**settings).post("/api/v1/orders", json=ORDER).json()
    later = make_client(**settings)

    assert later.get(f"/api/v1/orders/{created['id']}").json() == created
    assert later.get("/api/v1/orders").json() == {"items": [created], "next": None}
    assert later.get("/health/ready").json() == {"status": "ready"}


@pytest.mark.asyncio
async def test_migrations(tmp_path: Path) -> None:
    """The steps lead to the tables that the service expects, back to nothing, and there again."""
    url = f"sqlite:///{tmp_path}/orders.db"
    await migrate(url, MIGRATIONS)
    assert await schema_differences(url, metadata) == []

    await downgrade(url, MIGRATIONS, "base")
    await migrate(url, MIGRATIONS)
    assert await schema_differences(url, metadata) == []
