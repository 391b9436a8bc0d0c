"""Shipments in a database: SQLite here, PostgreSQL where the service runs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from stack.libs.database import downgrade, migrate, schema_differences

from ..api import __main__ as command_line
from ..api.resources import MIGRATIONS
from ..config import Settings
from ..storage.tables import metadata
from .fake_orders import KNOWN


def test_shipments_outlive_the_service(tmp_path: Path, make_client: Callable[..., TestClient]) -> None:
    """A service makes its tables when it starts with an empty database, and the next one finds what it kept."""
    settings = {"database_url": f"sqlite:///{tmp_path}/shipping.db", "migrate_at_start": True}
    created = make_client(**settings).post("/api/v1/shipping", json={"order_id": KNOWN.id}).json()
    later = make_client(**settings)

    assert later.get(f"/api/v1/shipping/{created['id']}").json() == created
    assert later.get("/api/v1/shipping").json() == {"items": [created], "next": None}
    assert later.get("/health/ready").json() == {"status": "ready"}


@pytest.mark.asyncio
async def test_migrations(tmp_path: Path) -> None:
    """The steps lead to the tables that the service expects, back to nothing, and there again."""
    url = f"sqlite:///{tmp_path}/shipping.db"
    await migrate(url, MIGRATIONS)
    assert await schema_differences(url, metadata) == []

    await downgrade(url, MIGRATIONS, "base")
    await migrate(url, MIGRATIONS)
    assert await schema_differences(url, metadata) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", (2, "SHIPPING_DATABASE_URL: not set.\n")),
        ("sqlite:///items.db", (0, "")),
        ("postgresql://app:hunter2@127.0.0.1/app?connect_timeout=soon", (1, "`connect_timeout` ")),
        ("postgresql://app:hunter2@127.0.0.1:1/app", (1, "The database 127.0.0.1:1/app is not available: ")),
    ],
)
def test_migrate(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    url: str,
    expected: tuple[int, str],
) -> None:
    """`migrate` brings the database up to date, or has two lines on why it cannot, without a password."""
    code, message = expected
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command_line, "settings", Settings(database_url=SecretStr(url)))

    assert command_line.run(["migrate"]) == code
    error = capsys.readouterr().err
    assert (error[: len(message)], error.count("\n"), "hunter2" in error) == (message, 2 if code else 0, False)
