"""The HTTP interface as others see it: the facade's client, and what it refuses."""

import pytest
from fastapi.testclient import TestClient

from stack.libs.common import InProcessTransport, ServiceUnavailableError

from ..api.main import app
from ..public import CreateOrderRequest, OrderItem, OrdersClient

client = TestClient(app)
REQUEST = CreateOrderRequest(customer_id="cust-123", items=[OrderItem(product_id="prod-1", quantity=2)])


def test_health_is_not_a_redirect() -> None:
    """A load balancer gets its 200 at once."""
    response = client.get("/health", follow_redirects=False)

    assert (response.status_code, response.json()) == (200, {"status": "healthy"})


def test_create_and_get() -> None:
    """An order is found by the request after the one that made it."""
    created = client.post("/api/v1/orders", json=REQUEST.model_dump())

    assert client.get(f"/api/v1/orders/{created.json()['id']}").json() == created.json()
    assert created.json() | {"id": ""} == {**REQUEST.model_dump(), "id": "", "status": "pending"}


def test_unknown_order() -> None:
    """An id that is not there is a 404 that says so."""
    response = client.get("/api/v1/orders/unknown")

    assert (response.status_code, response.json()) == (404, {"detail": "Order not found"})


@pytest.mark.parametrize(
    "body", [{}, {"customer_id": "c", "items": []}, {"customer_id": "", "items": [{"product_id": "p", "quantity": 1}]}]
)
def test_bad_input(body: dict[str, object]) -> None:
    """An order without customer or items is refused."""
    assert client.post("/api/v1/orders", json=body).status_code == 422


@pytest.mark.asyncio
async def test_the_client() -> None:
    """The client makes an order, finds it, and knows what is not there."""
    facade = OrdersClient(InProcessTransport(app))
    order = await facade.create_order(REQUEST)

    assert await facade.get_order(order.id) == order
    assert await facade.check_order_exists(order.id)
    assert not await facade.check_order_exists("../health")


@pytest.mark.asyncio
async def test_the_client_without_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client speaks to ORDERS_BASE_URL, and says so when nobody answers there."""
    monkeypatch.setenv("ORDERS_BASE_URL", "http://127.0.0.1:9")

    with pytest.raises(ServiceUnavailableError, match=r"http://127.0.0.1:9 did not answer GET /api/v1/orders/1: "):
        await OrdersClient().get_order("1")
