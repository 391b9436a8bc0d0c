"""The HTTP interface, and the client that speaks to it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from modules.orders.backend.public import OrdersClient
from stack.libs.common import InProcessTransport

from ..api.main import app
from ..api.routes.shipping import get_service
from ..public import ShipOrderRequest, ShippingClient
from ..service.shipping_service import ShippingService
from . import fake_inventory, fake_orders
from .fake_orders import KNOWN

client = TestClient(app)


@pytest.fixture(autouse=True)
def _others() -> Iterator[None]:
    """Ask the fake services."""
    service = ShippingService(fake_orders.fake_client(), fake_inventory.fake_client(10))
    app.dependency_overrides[get_service] = lambda: service
    yield
    app.dependency_overrides.clear()


def test_health_check() -> None:
    """The service is healthy, without a redirect."""
    response = client.get("/health", follow_redirects=False)

    assert (response.status_code, response.json()) == (200, {"status": "healthy"})


def test_unknown_order() -> None:
    """An order that does not exist is a 404 that names it."""
    response = client.post("/api/v1/shipping", json={"order_id": "nope"})

    assert (response.status_code, response.json()) == (404, {"detail": "Order nope not found"})


@pytest.mark.parametrize("other", ["ORDERS", "INVENTORY"])
def test_others_cannot_be_reached(monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    """Without orders or inventory, shipping says that it cannot know."""
    monkeypatch.setenv(f"{other}_BASE_URL", "http://127.0.0.1:9")
    orders = None if other == "ORDERS" else fake_orders.fake_client()
    service = ShippingService(orders)
    app.dependency_overrides[get_service] = lambda: service
    response = client.post("/api/v1/shipping", json={"order_id": KNOWN.id})

    assert (response.status_code, response.json()) == (
        503,
        {"detail": "Orders or inventory cannot be reached at the moment"},
    )


def test_an_answer_that_makes_no_sense() -> None:
    """What orders should never answer is a fault of the services, not an order that is missing."""
    orders = FastAPI()

    @orders.get("/api/v1/orders/{order_id}")
    async def get_order(order_id: str) -> dict[str, str]:
        return {"id": order_id}

    service = ShippingService(OrdersClient(InProcessTransport(orders)))
    app.dependency_overrides[get_service] = lambda: service
    response = TestClient(app, raise_server_exceptions=False).post("/api/v1/shipping", json={"order_id": "1"})

    assert (response.status_code, response.text) == (500, "Internal Server Error")


@pytest.mark.asyncio
async def test_the_client() -> None:
    """The facade's client ships and finds."""
    facade = ShippingClient(InProcessTransport(app))
    shipment = await facade.ship_order(ShipOrderRequest(order_id=KNOWN.id))

    assert await facade.get_shipment(shipment.id) == shipment
    assert await facade.get_shipment("unknown") is None
