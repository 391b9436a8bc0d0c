"""Rows of the facade's client, in one process with the service and over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from modules.orders.backend.public import CreateOrderRequest, OrderItem, OrdersClient
from modules.refunds.backend.api import main
from modules.refunds.backend.public import CreateItemRequest, RefundsClient
from stack.libs.common import ServiceUnavailableError

# Importing the application serves it in this process.
assert main.app


@pytest.fixture(name="refunds", params=["in process", "HTTP"])
def _refunds(
    request: pytest.FixtureRequest, start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> RefundsClient:
    """A client without arguments."""
    if request.param == "HTTP":
        monkeypatch.setenv("REFUNDS_BASE_URL", start().url)
    return RefundsClient()


@pytest.mark.asyncio
async def test_rows_70_to_72_the_client(refunds: RefundsClient) -> None:
    """It makes items, returns them, and tells whether they are there."""
    item = await refunds.create_item(CreateItemRequest(title="first"))

    assert (item.title, await refunds.get_item(item.id)) == ("first", item)
    assert await refunds.get_item("unknown") is None
    assert [await refunds.check_item_exists(each) for each in (item.id, "unknown")] == [True, False]


# As the guide has it, with types.
class ShippingService:
    """Ships orders that exist."""

    def __init__(self) -> None:
        """Make a client without arguments."""
        self.orders_client = OrdersClient()

    async def ship_order(self, order_id: str) -> None:
        """Ship an order."""
        if not await self.orders_client.check_order_exists(order_id):
            raise ValueError(f"Order {order_id} not found")


@pytest.mark.asyncio
async def test_row_73_another_service(start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The guide's shipping service, word for word, refuses an order that does not exist, and takes one that does."""
    monkeypatch.setenv("ORDERS_BASE_URL", start("orders").url)
    shipping = ShippingService()
    order = await shipping.orders_client.create_order(
        CreateOrderRequest(customer_id="cust-123", items=[OrderItem(product_id="prod-1", quantity=2)])
    )

    await shipping.ship_order(order.id)
    with pytest.raises(ValueError, match=r"^Order nope not found$"):
        await shipping.ship_order("nope")


@pytest.mark.asyncio
async def test_row_73_where_it_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no address is set the service of this process answers; where one is set, only that."""
    assert await RefundsClient().get_item("unknown") is None

    monkeypatch.setenv("REFUNDS_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises(ServiceUnavailableError, match=r"http://127\.0\.0\.1:9"):
        await RefundsClient().get_item("unknown")
