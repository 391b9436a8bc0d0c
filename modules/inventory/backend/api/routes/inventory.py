"""The routes of inventory."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from ...schemas.models import SetStockRequest, Stock
from ...service.inventory_service import InventoryService

router = APIRouter()


async def get_service(request: Request) -> InventoryService:
    """Return the service that all requests share."""
    service: InventoryService = request.app.state.resources.service
    return service


Service = Annotated[InventoryService, Depends(get_service)]
# A slash is a character like any other, as it is in an order.
ProductId = Annotated[str, Path(min_length=1, max_length=200)]


@router.put("/{product_id:path}")
async def set_stock(product_id: ProductId, request: SetStockRequest, service: Service) -> Stock:
    """Note how much of a product there is."""
    return await service.set_stock(product_id, request)


@router.get("/{product_id:path}")
async def get_stock(product_id: ProductId, service: Service) -> Stock:
    """Return how much of a product there is."""
    return await service.get_stock(product_id)
