"""The business logic."""

import pytest

from ..schemas.models import SetStockRequest, Stock
from ..service.inventory_service import InventoryService


@pytest.mark.asyncio
async def test_stock() -> None:
    """What was counted last is in stock, and nothing of what was never counted."""
    service = InventoryService()
    await service.set_stock("prod-1", SetStockRequest(quantity=3))
    await service.set_stock("prod-1", SetStockRequest(quantity=2))

    assert await service.get_stock("prod-1") == Stock(product_id="prod-1", quantity=2)
    assert await service.get_stock("prod-2") == Stock(product_id="prod-2", quantity=0)
