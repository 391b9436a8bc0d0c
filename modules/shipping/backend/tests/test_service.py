"""The business logic."""

import pytest

from ..service.shipping_service import ShippingService
from .fake_orders import KNOWN, fake_client


@pytest.mark.asyncio
async def test_ship_order() -> None:
    """An order that exists is prepared for shipping, and found by its id."""
    service = ShippingService(fake_client())

    shipment = await service.ship_order(KNOWN.id)

    assert (shipment.order_id, shipment.status) == (KNOWN.id, "preparing")
    assert await service.get_shipment(shipment.id) == shipment


@pytest.mark.asyncio
async def test_unknown_order() -> None:
    """An order that does not exist is not shipped."""
    with pytest.raises(ValueError, match=r"^Order nope not found$"):
        await ShippingService(fake_client()).ship_order("nope")
