"""The routes of inventory."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends

from ...schemas.models import SetStockRequest, Stock
from ...service.inventory_service import InventoryService

router = APIRouter()


@cache
def get_service() -> InventoryService:
    """The service that all requests share."""
    return InventoryService()


Service = Annotated[InventoryService, Depends(get_service)]


@router.put("/{product_id}")
async def set_stock(product_id: str, request: SetStockRequest, service: Service) -> Stock:
    """Note how much of a product there is."""
    return await service.set_stock(product_id, request)


@router.get("/{product_id}")
async def get_stock(product_id: str, service: Service) -> Stock:
    """Return how much of a product there is."""
    return await service.get_stock(product_id)
