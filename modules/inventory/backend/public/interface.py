"""The client that other modules use."""

from urllib.parse import quote

from stack.libs.common import Transport, parse, transport_for

from ..schemas.models import SetStockRequest, Stock

DEFAULT_BASE_URL = "http://127.0.0.1:8002"


class InventoryClient:
    """Speaks to the service: at INVENTORY_BASE_URL, in this process, or as the caller wants.

    What goes wrong is a `ServiceUnavailableError` or a `RequestRefusedError`.
    """

    def __init__(self, transport: Transport | None = None) -> None:
        """Use a transport, or the one that reaches the service from here."""
        self._transport = transport or transport_for("INVENTORY_BASE_URL", DEFAULT_BASE_URL)

    async def set_stock(self, product_id: str, request: SetStockRequest) -> Stock:
        """Note how much of a product there is."""
        return parse(await self._transport.request("PUT", _path(product_id), request.model_dump(mode="json")), Stock)

    async def get_stock(self, product_id: str) -> Stock:
        """Return how much of a product there is."""
        return parse(await self._transport.request("GET", _path(product_id)), Stock)

    async def aclose(self) -> None:
        """Close the connections that the client keeps."""
        await self._transport.aclose()


def _path(product_id: str) -> str:
    return f"/api/v1/inventory/{quote(product_id, safe='')}"
