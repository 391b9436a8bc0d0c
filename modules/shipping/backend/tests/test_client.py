"""The contract of the client: it holds within a process and over HTTP alike."""

import pytest

from stack.libs.common import HttpTransport, InProcessTransport, RequestRefusedError, ServiceUnavailableError

from ..api.main import app
from ..public import Shipment, ShipOrderRequest, ShippingClient
from ..service.shipping_service import ShippingService
from .fake_orders import KNOWN


@pytest.fixture(name="client", params=["in process", "HTTP"])
def _client(request: pytest.FixtureRequest, address: str) -> ShippingClient:
    """The client, by each way to the service."""
    transport = InProcessTransport(app) if request.param == "in process" else HttpTransport(address)
    return ShippingClient(transport)


@pytest.mark.asyncio
async def test_shipments(client: ShippingClient) -> None:
    """What is made is found by its id and in its page; what is not there is None."""
    shipment = await client.ship_order(ShipOrderRequest(order_id=KNOWN.id))

    assert shipment == Shipment(id=shipment.id, order_id=KNOWN.id, status="preparing")
    assert await client.get_shipment(shipment.id) == shipment
    assert await client.get_shipment("../health") is None
    page = await client.list_shipments(limit=1)
    while shipment not in page.items:
        page = await client.list_shipments(limit=1, cursor=page.next)
    assert page.items == [shipment]
    await client.aclose()


@pytest.mark.asyncio
async def test_a_refused_request(client: ShippingClient) -> None:
    """What the service refuses has its status and its reason."""
    with pytest.raises(RequestRefusedError) as caught:
        await client.list_shipments(cursor="?")

    assert (caught.value.status, caught.value.detail) == (
        422,
        "query.cursor: Input should be `next` of a page of this list",
    )
    await client.aclose()


@pytest.mark.asyncio
async def test_a_failure(client: ShippingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails in the service says nothing of its inside."""

    async def fail(*_: object) -> None:
        message = "the password is 1234"
        raise RuntimeError(message)

    monkeypatch.setattr(ShippingService, "ship_order", fail)

    with pytest.raises(ServiceUnavailableError) as caught:
        await client.ship_order(ShipOrderRequest(order_id=KNOWN.id))
    assert "POST /api/v1/shipping" in str(caught.value)
    assert "1234" not in str(caught.value)
    await client.aclose()


@pytest.mark.asyncio
async def test_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client without arguments finds the service in its own process, or where the environment says."""
    monkeypatch.delenv("SHIPPING_BASE_URL", raising=False)
    assert await ShippingClient().get_shipment("unknown") is None

    monkeypatch.setenv("SHIPPING_BASE_URL", "http://127.0.0.1:9")
    client = ShippingClient()
    with pytest.raises(ServiceUnavailableError):
        await client.get_shipment("unknown")
    await client.aclose()
