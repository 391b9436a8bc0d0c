"""The client that other modules use."""

import os
from urllib.parse import quote

import httpx

from stack.libs.common import HttpTransport, Transport

from ..schemas.models import CreateOrderRequest, Order

DEFAULT_BASE_URL = "http://127.0.0.1:8001"


class OrdersClient:
    """Speaks to the service at ORDERS_BASE_URL, or through a transport of the caller's."""

    def __init__(self, transport: Transport | None = None) -> None:
        """Use a transport, or HTTP."""
        base_url = os.environ.get("ORDERS_BASE_URL", DEFAULT_BASE_URL)
        self._transport = HttpTransport(base_url) if transport is None else transport

    async def create_order(self, request: CreateOrderRequest) -> Order:
        """Take an order."""
        response = await self._transport.request("POST", "/api/v1/orders", request.model_dump(mode="json"))
        return Order.model_validate(response.raise_for_status().json())

    async def get_order(self, order_id: str) -> Order | None:
        """The order with an id, or None."""
        response = await self._transport.request("GET", f"/api/v1/orders/{quote(order_id, safe='')}")
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return Order.model_validate(response.raise_for_status().json())

    async def check_order_exists(self, order_id: str) -> bool:
        """Whether there is an order with an id."""
        return await self.get_order(order_id) is not None
