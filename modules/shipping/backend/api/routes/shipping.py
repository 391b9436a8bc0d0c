"""The routes of shipping."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from stack.libs import web
from stack.libs.common import NotFoundError, Page

from ...schemas.models import Shipment, ShipOrderRequest
from ...service.shipping_service import ShippingService

router = APIRouter()


async def get_service(request: Request) -> ShippingService:
    """Return the service that all requests share."""
    service: ShippingService = request.app.state.resources.service
    return service


Service = Annotated[ShippingService, Depends(get_service)]
ShipmentId = Annotated[str, Path(max_length=64)]


@router.post("")
async def ship_order(request: ShipOrderRequest, service: Service) -> Shipment:
    """Ship an order."""
    return await service.ship_order(request.order_id)


@router.get("")
async def list_shipments(paging: web.Paging, service: Service) -> Page[Shipment]:
    """Return shipments, page by page, in the order of their making."""
    return web.page_of(await service.list_shipments(paging.after, paging.limit + 1), paging)


@router.get("/{shipment_id}")
async def get_shipment(shipment_id: ShipmentId, service: Service) -> Shipment:
    """Return a shipment."""
    shipment = await service.get_shipment(shipment_id)
    if shipment is None:
        raise NotFoundError("Shipment not found")
    return shipment
