"""The routes of orders."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from stack.libs import web
from stack.libs.common import NotFoundError, Page

from ...schemas.models import CreateOrderRequest, Order
from ...service.orders_service import OrdersService

router = APIRouter()


async def get_service(request: Request) -> OrdersService:
    """Return the service that all requests share."""
    service: OrdersService = request.app.state.resources.service
    return service


Service = Annotated[OrdersService, Depends(get_service)]
OrderId = Annotated[str, Path(max_length=64)]


@router.post("")
async def create_order(request: CreateOrderRequest, service: Service) -> Order:
    """Take an order."""
    return await service.create_order(request)


@router.get("")
async def list_orders(paging: web.Paging, service: Service) -> Page[Order]:
    """Return orders, page by page, in the order of their making."""
    return web.page_of(await service.list_orders(paging.after, paging.limit + 1), paging)


@router.get("/{order_id}")
async def get_order(order_id: OrderId, service: Service) -> Order:
    """Return an order."""
    order = await service.get_order(order_id)
    if order is None:
        raise NotFoundError("Order not found")
    return order
