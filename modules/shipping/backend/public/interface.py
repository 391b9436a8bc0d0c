"""The client that other modules use."""

from urllib.parse import quote

import httpx

from stack.libs.common import Page, Transport, parse, transport_for

from ..schemas.models import Shipment, ShipOrderRequest

DEFAULT_BASE_URL = "http://127.0.0.1:8003"
SHIPMENTS = "/api/v1/shipping"


class ShippingClient:
    """Speaks to the service: at SHIPPING_BASE_URL, in this process, or as the caller wants.

    What goes wrong is a `ServiceUnavailableError` or a `RequestRefusedError`.
    """

    def __init__(self, transport: Transport | None = None) -> None:
        """Use a transport, or the one that reaches the service from here."""
        self._transport = transport or transport_for("SHIPPING_BASE_URL", DEFAULT_BASE_URL)

    async def ship_order(self, request: ShipOrderRequest) -> Shipment:
        """Ship an order; a request that is repeated after a failure makes no second one."""
        return parse(await self._transport.request("POST", SHIPMENTS, request.model_dump(mode="json")), Shipment)

    async def get_shipment(self, shipment_id: str) -> Shipment | None:
        """Return the shipment with an id, or None."""
        response = await self._transport.request("GET", f"{SHIPMENTS}/{quote(shipment_id, safe='')}")
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return parse(response, Shipment)

    async def list_shipments(self, limit: int = 50, cursor: str | None = None) -> Page[Shipment]:
        """Return a page of shipments: the first, or the one after a cursor."""
        after = "" if cursor is None else f"&cursor={quote(cursor, safe='')}"
        return parse(await self._transport.request("GET", f"{SHIPMENTS}?limit={limit}{after}"), Page[Shipment])

    async def aclose(self) -> None:
        """Close the connections that the client keeps."""
        await self._transport.aclose()
