"""The client that other modules use."""

import os
from urllib.parse import quote

from stack.libs.common import HttpTransport, Transport

from ..schemas.models import SetStockRequest, Stock

DEFAULT_BASE_URL = "http://127.0.0.1:8002"


class InventoryClient:
    """Speaks to the service at INVENTORY_BASE_URL, or through a transport of the caller's."""

    def __init__(self, transport: Transport | None = None) -> None:
        """Use a transport, or HTTP."""
        base_url = os.environ.get("INVENTORY_BASE_URL", DEFAULT_BASE_URL)
        self._transport = HttpTransport(base_url) if transport is None else transport

    async def set_stock(self, product_id: str, request: SetStockRequest) -> Stock:
        """Note how much of a product there is."""
        response = await self._transport.request("PUT", _path(product_id), request.model_dump(mode="json"))
        return Stock.model_validate(response.raise_for_status().json())

    async def get_stock(self, product_id: str) -> Stock:
        """How much of a product there is."""
        response = await self._transport.request("GET", _path(product_id))
        return Stock.model_validate(response.raise_for_status().json())


def _path(product_id: str) -> str:
    return f"/api/v1/inventory/{quote(product_id, safe='')}"
