"""The business logic."""

import pytest

from ..service.shipping_service import ShippingService
from . import fake_inventory, fake_orders
from .fake_orders import KNOWN


@pytest.mark.parametrize(("quantity", "status"), [(3, "preparing"), (2, "waiting"), (0, "waiting")])
@pytest.mark.asyncio
async def test_ship_order(quantity: int, status: str) -> None:
    """An order that exists is prepared if all of it is in stock, else it waits; it is found by its id."""
    service = ShippingService(fake_orders.fake_client(), fake_inventory.fake_client(quantity))

    shipment = await service.ship_order(KNOWN.id)

    assert (shipment.order_id, shipment.status) == (KNOWN.id, status)
    assert await service.get_shipment(shipment.id) == shipment


@pytest.mark.asyncio
async def test_unknown_order() -> None:
    """An order that does not exist is not shipped."""
    with pytest.raises(ValueError, match=r"^Order nope not found$"):
        await ShippingService(fake_orders.fake_client()).ship_order("nope")
