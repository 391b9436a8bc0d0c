"""The client that other modules use."""

from urllib.parse import quote

import httpx

from stack.libs.common import Page, Transport, parse, transport_for

from ..schemas.models import CreateOrderRequest, Order

DEFAULT_BASE_URL = "http://127.0.0.1:8001"
ORDERS = "/api/v1/orders"


class OrdersClient:
    """Speaks to the service: at ORDERS_BASE_URL, in this process, or as the caller wants.

    What goes wrong is a `ServiceUnavailableError` or a `RequestRefusedError`.
    """

    def __init__(self, transport: Transport | None = None) -> None:
        """Use a transport, or the one that reaches the service from here."""
        self._transport = transport or transport_for("ORDERS_BASE_URL", DEFAULT_BASE_URL)

    async def create_order(self, request: CreateOrderRequest) -> Order:
        """Take an order; a request that is repeated after a failure makes no second one."""
        return parse(await self._transport.request("POST", ORDERS, request.model_dump(mode="json")), Order)

    async def get_order(self, order_id: str) -> Order | None:
        """Return the order with an id, or None."""
        response = await self._transport.request("GET", f"{ORDERS}/{quote(order_id, safe='')}")
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return parse(response, Order)

    async def check_order_exists(self, order_id: str) -> bool:
        """Return whether there is an order with an id."""
        return await self.get_order(order_id) is not None

    async def list_orders(self, limit: int = 50, cursor: str | None = None) -> Page[Order]:
        """Return a page of orders: the first, or the one after a cursor."""
        after = "" if cursor is None else f"&cursor={quote(cursor, safe='')}"
        return parse(await self._transport.request("GET", f"{ORDERS}?limit={limit}{after}"), Page[Order])

    async def aclose(self) -> None:
        """Close the connections that the client keeps."""
        await self._transport.aclose()
