"""The HTTP interface, and the client that speaks to it."""

import pytest
from fastapi.testclient import TestClient

from stack.libs.common import InProcessTransport

from ..api.main import app
from ..public import InventoryClient, SetStockRequest, Stock

client = TestClient(app)


def test_health_check() -> None:
    """The service is healthy, without a redirect."""
    response = client.get("/health", follow_redirects=False)

    assert (response.status_code, response.json()) == (200, {"status": "healthy"})


def test_bad_input() -> None:
    """Less than nothing is refused, and so is a product without a name."""
    assert client.put("/api/v1/inventory/prod-1", json={"quantity": -1}).status_code == 422
    assert client.put("/api/v1/inventory/", json={"quantity": 1}).status_code == 422


@pytest.mark.parametrize("product", ["prod 1", "a/b", "50%2F"])
@pytest.mark.asyncio
async def test_the_client(product: str) -> None:
    """The facade's client counts and finds, whatever a product is called."""
    facade = InventoryClient(InProcessTransport(app))
    stock = await facade.set_stock(product, SetStockRequest(quantity=3))

    assert stock == Stock(product_id=product, quantity=3)
    assert await facade.get_stock(product) == stock
