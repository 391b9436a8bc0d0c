"""The contract of the client: it holds within a process and over HTTP alike."""

import pytest

from stack.libs.common import HttpTransport, InProcessTransport, RequestRefusedError, ServiceUnavailableError

from ..api.main import app
from ..public import CreateOrderRequest, Order, OrderItem, OrdersClient
from ..service.orders_service import OrdersService

REQUEST = CreateOrderRequest(customer_id="cust-1", items=[OrderItem(product_id="prod-1", quantity=1)])


@pytest.fixture(name="client", params=["in process", "HTTP"])
def _client(request: pytest.FixtureRequest, address: str) -> OrdersClient:
    """The client, by each way to the service."""
    transport = InProcessTransport(app) if request.param == "in process" else HttpTransport(address)
    return OrdersClient(transport)


@pytest.mark.asyncio
async def test_orders(client: OrdersClient) -> None:
    """What is made is found by its id and in its page; what is not there is None."""
    order = await client.create_order(REQUEST)

    assert order == Order(id=order.id, status="pending", **REQUEST.model_dump())
    assert await client.get_order(order.id) == order
    assert await client.get_order("../health") is None
    assert [await client.check_order_exists(each) for each in (order.id, "unknown")] == [True, False]
    page = await client.list_orders(limit=1)
    while order not in page.items:
        page = await client.list_orders(limit=1, cursor=page.next)
    assert page.items == [order]
    await client.aclose()


@pytest.mark.asyncio
async def test_a_refused_request(client: OrdersClient) -> None:
    """What the service refuses has its status and its reason."""
    with pytest.raises(RequestRefusedError) as caught:
        await client.list_orders(cursor="?")

    assert (caught.value.status, caught.value.detail) == (
        422,
        "query.cursor: Input should be `next` of a page of this list",
    )
    await client.aclose()


@pytest.mark.asyncio
async def test_a_failure(client: OrdersClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails in the service says nothing of its inside."""

    async def fail(*_: object) -> None:
        message = "the password is 1234"
        raise RuntimeError(message)

    monkeypatch.setattr(OrdersService, "create_order", fail)

    with pytest.raises(ServiceUnavailableError) as caught:
        await client.create_order(REQUEST)
    assert "POST /api/v1/orders" in str(caught.value)
    assert "1234" not in str(caught.value)
    await client.aclose()


@pytest.mark.asyncio
async def test_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client without arguments finds the service in its own process, or where the environment says."""
    monkeypatch.delenv("ORDERS_BASE_URL", raising=False)
    assert await OrdersClient().get_order("unknown") is None

    monkeypatch.setenv("ORDERS_BASE_URL", "http://127.0.0.1:9")
    client = OrdersClient()
    with pytest.raises(ServiceUnavailableError):
        await client.get_order("unknown")
    await client.aclose()
