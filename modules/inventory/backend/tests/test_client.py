"""The contract of the client: it holds within a process and over HTTP alike."""

import pytest

from stack.libs.common import HttpTransport, InProcessTransport, ServiceUnavailableError

from ..api.main import app
from ..public import InventoryClient, SetStockRequest, Stock
from ..service.inventory_service import InventoryService


@pytest.fixture(name="client", params=["in process", "HTTP"])
def _client(request: pytest.FixtureRequest, address: str) -> InventoryClient:
    """The client, by each way to the service."""
    transport = InProcessTransport(app) if request.param == "in process" else HttpTransport(address)
    return InventoryClient(transport)


@pytest.mark.parametrize("product", ["prod 1", "a/b", "50%2F"])
@pytest.mark.asyncio
async def test_stock(client: InventoryClient, product: str) -> None:
    """The client counts and finds, whatever a product is called."""
    stock = await client.set_stock(product, SetStockRequest(quantity=3))

    assert stock == Stock(product_id=product, quantity=3)
    assert await client.get_stock(product) == stock
    await client.aclose()


@pytest.mark.asyncio
async def test_a_failure(client: InventoryClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails in the service says nothing of its inside."""

    async def fail(*_: object) -> None:
        message = "the password is 1234"
        raise RuntimeError(message)

    monkeypatch.setattr(InventoryService, "set_stock", fail)

    with pytest.raises(ServiceUnavailableError) as caught:
        await client.set_stock("prod-1", SetStockRequest(quantity=3))
    assert "PUT /api/v1/inventory/prod-1" in str(caught.value)
    assert "1234" not in str(caught.value)
    await client.aclose()


@pytest.mark.asyncio
async def test_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client without arguments finds the service in its own process, or where the environment says."""
    monkeypatch.delenv("INVENTORY_BASE_URL", raising=False)
    assert await InventoryClient().get_stock("none") == Stock(product_id="none", quantity=0)

    monkeypatch.setenv("INVENTORY_BASE_URL", "http://127.0.0.1:9")
    client = InventoryClient()
    with pytest.raises(ServiceUnavailableError):
        await client.get_stock("none")
    await client.aclose()
