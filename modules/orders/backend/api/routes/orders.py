"""The routes of orders."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from ...schemas.models import CreateOrderRequest, Order
from ...service.orders_service import OrdersService

router = APIRouter()
_service = OrdersService()


async def get_service() -> OrdersService:
    """The service that all requests share."""
    return _service


Service = Annotated[OrdersService, Depends(get_service)]


@router.post("")
async def create_order(request: CreateOrderRequest, service: Service) -> Order:
    """Take an order."""
    return await service.create_order(request)


@router.get("/{order_id}")
async def get_order(order_id: str, service: Service) -> Order:
    """Return an order."""
    order = await service.get_order(order_id)
    if order is None:
        raise HTTPException(status_code=404, detail="Order not found")
    return order
