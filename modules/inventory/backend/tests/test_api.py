"""The HTTP interface."""

from fastapi.testclient import TestClient

from ..api.main import app

client = TestClient(app)


def test_bad_input() -> None:
    """Less than nothing is refused, and so is a product without a name."""
    assert client.put("/api/v1/inventory/prod-1", json={"quantity": -1}).status_code == 422
    assert client.put("/api/v1/inventory/", json={"quantity": 1}).status_code == 422
