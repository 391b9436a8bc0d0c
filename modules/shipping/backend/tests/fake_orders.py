"""A service that speaks orders' schema, for tests: shipping never sees orders' inside."""

from fastapi import FastAPI, HTTPException

from modules.orders.backend.public import Order, OrderItem, OrdersClient
from stack.libs.common import InProcessTransport

KNOWN = Order(
    id="order-1",
    customer_id="cust-123",
    items=[OrderItem(product_id="prod-1", quantity=2), OrderItem(product_id="prod-1", quantity=1)],
    status="pending",
)

app = FastAPI()


@app.get("/api/v1/orders/{order_id}")
async def get_order(order_id: str) -> Order:
    """Know one order."""
    if order_id != KNOWN.id:
        raise HTTPException(status_code=404, detail="Order not found")
    return KNOWN


def fake_client() -> OrdersClient:
    """A client of the fake service, within the process."""
    return OrdersClient(InProcessTransport(app))
