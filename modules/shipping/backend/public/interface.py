"""The client that other modules use."""

import os
from urllib.parse import quote

import httpx

from stack.libs.common import HttpTransport, Transport

from ..schemas.models import Shipment, ShipOrderRequest

DEFAULT_BASE_URL = "http://127.0.0.1:8003"


class ShippingClient:
    """Speaks to the service at SHIPPING_BASE_URL, or through a transport of the caller's."""

    def __init__(self, transport: Transport | None = None) -> None:
        """Use a transport, or HTTP."""
        base_url = os.environ.get("SHIPPING_BASE_URL", DEFAULT_BASE_URL)
        self._transport = HttpTransport(base_url) if transport is None else transport

    async def ship_order(self, request: ShipOrderRequest) -> Shipment:
        """Ship an order."""
        response = await self._transport.request("POST", "/api/v1/shipping", request.model_dump(mode="json"))
        return Shipment.model_validate(response.raise_for_status().json())

    async def get_shipment(self, shipment_id: str) -> Shipment | None:
        """The shipment with an id, or None."""
        response = await self._transport.request("GET", f"/api/v1/shipping/{quote(shipment_id, safe='')}")
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return Shipment.model_validate(response.raise_for_status().json())
