"""The business logic of shipping."""

from collections import Counter

from modules.inventory.backend.public import InventoryClient
from modules.orders.backend.public import Order, OrdersClient

from ..schemas.models import Shipment
from .core import OrderNotFoundError, ShipmentRepository, generate_id, new_repository


class ShippingService:
    """Ships orders and finds shipments."""

    def __init__(
        self,
        orders_client: OrdersClient | None = None,
        inventory_client: InventoryClient | None = None,
        repository: ShipmentRepository | None = None,
    ) -> None:
        """Use clients of orders and inventory and a repository, or new ones."""
        self.orders_client = OrdersClient() if orders_client is None else orders_client
        self.inventory_client = InventoryClient() if inventory_client is None else inventory_client
        self._repository = new_repository() if repository is None else repository

    async def ship_order(self, order_id: str) -> Shipment:
        """Prepare the shipment of an order; it waits while something is not in stock.

        Raises:
            OrderNotFoundError: if there is no such order.
            ServiceUnavailableError: if orders or inventory cannot be reached.
        """
        order = await self.orders_client.get_order(order_id)
        if order is None:
            raise OrderNotFoundError(order_id)
        complete = await self._is_in_stock(order)
        shipment = Shipment(id=generate_id(), order_id=order_id, status="preparing" if complete else "waiting")
        await self._repository.save(shipment.id, shipment)
        return shipment

    async def get_shipment(self, shipment_id: str) -> Shipment | None:
        """Return the shipment with an id, or None."""
        return await self._repository.fetch(shipment_id)

    async def list_shipments(self, after: str | None, limit: int) -> list[Shipment]:
        """Return at most so many shipments in the order of their making, those after an id only."""
        return await self._repository.page(after, limit)

    async def _is_in_stock(self, order: Order) -> bool:
        """Whether there is enough of all that was ordered, one product on several lines included."""
        wanted = Counter[str]()
        for item in order.items:
            wanted[item.product_id] += item.quantity
        stocks = [await self.inventory_client.get_stock(product_id) for product_id in wanted]
        return all(stock.quantity >= wanted[stock.product_id] for stock in stocks)
