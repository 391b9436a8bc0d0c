"""The routes of shipping."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from stack.libs.common import ServiceUnavailableError

from ...schemas.models import Shipment, ShipOrderRequest
from ...service.core import OrderNotFoundError
from ...service.shipping_service import ShippingService

router = APIRouter()
_service = ShippingService()


async def get_service() -> ShippingService:
    """The service that all requests share."""
    return _service


Service = Annotated[ShippingService, Depends(get_service)]


@router.post("")
async def ship_order(request: ShipOrderRequest, service: Service) -> Shipment:
    """Ship an order."""
    try:
        return await service.ship_order(request.order_id)
    except OrderNotFoundError as error:
        raise HTTPException(status_code=404, detail=str(error)) from error
    except ServiceUnavailableError as error:
        raise HTTPException(status_code=503, detail="Orders or inventory cannot be reached at the moment") from error


@router.get("/{shipment_id}")
async def get_shipment(shipment_id: str, service: Service) -> Shipment:
    """Return a shipment."""
    shipment = await service.get_shipment(shipment_id)
    if shipment is None:
        raise HTTPException(status_code=404, detail="Shipment not found")
    return shipment
