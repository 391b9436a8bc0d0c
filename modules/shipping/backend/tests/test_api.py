"""The HTTP interface, and what others answer it."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from modules.orders.backend.public import OrdersClient
from stack.libs.common import InProcessTransport

from ..api.main import app
from ..api.routes.shipping import get_service
from ..service.shipping_service import ShippingService
from . import fake_orders
from .fake_orders import KNOWN

client = TestClient(app)
Serve = Callable[[ShippingService], None]
UNAVAILABLE = "A service that this one needs is unavailable"


@pytest.fixture(name="serve")
def _serve() -> Iterator[Serve]:
    """Serves requests by another service until the end of the test."""

    def serve(service: ShippingService) -> None:
        async def get() -> ShippingService:
            return service

        app.dependency_overrides[get_service] = get

    yield serve
    app.dependency_overrides.clear()


def test_unknown_order() -> None:
    """An order that does not exist is a 404 that names it."""
    response = client.post("/api/v1/shipping", json={"order_id": "nope"})

    assert (response.status_code, response.json()["detail"]) == (404, "Order nope not found")


@pytest.mark.parametrize("other", ["ORDERS", "INVENTORY"])
def test_others_cannot_be_reached(monkeypatch: pytest.MonkeyPatch, serve: Serve, other: str) -> None:
    """Without orders or inventory, shipping says that it cannot know."""
    monkeypatch.setenv(f"{other}_BASE_URL", "http://127.0.0.1:9")
    orders = None if other == "ORDERS" else fake_orders.fake_client()
    serve(ShippingService(orders))
    response = client.post("/api/v1/shipping", json={"order_id": KNOWN.id})

    assert (response.status_code, response.json()["detail"]) == (503, UNAVAILABLE)


def test_an_answer_that_makes_no_sense(serve: Serve) -> None:
    """What orders should never answer is a fault of the services, not an order that is missing."""
    orders = FastAPI()

    @orders.get("/api/v1/orders/{order_id}")
    async def get_order(order_id: str) -> dict[str, str]:
        return {"id": order_id}

    serve(ShippingService(OrdersClient(InProcessTransport(orders))))
    response = client.post("/api/v1/shipping", json={"order_id": "1"})

    assert (response.status_code, response.json()["detail"]) == (503, UNAVAILABLE)
