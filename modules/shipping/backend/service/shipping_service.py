"""The business logic of shipping."""

from modules.orders.backend.public import OrdersClient

from ..schemas.models import Shipment
from .core import ShipmentRepository, generate_id, new_repository


class ShippingService:
    """Ships orders and finds shipments."""

    def __init__(self, orders_client: OrdersClient | None = None, repository: ShipmentRepository | None = None) -> None:
        """Use a client of orders and a repository, or new ones."""
        self.orders_client = OrdersClient() if orders_client is None else orders_client
        self._repository = new_repository() if repository is None else repository

    async def ship_order(self, order_id: str) -> Shipment:
        """Prepare the shipment of an order.

        Raises:
            ValueError: if there is no such order.
            ServiceUnavailableError: if orders cannot be asked.
        """
        if not await self.orders_client.check_order_exists(order_id):
            message = f"Order {order_id} not found"
            raise ValueError(message)
        shipment = Shipment(id=generate_id(), order_id=order_id, status="preparing")
        await self._repository.save(shipment.id, shipment)
        return shipment

    async def get_shipment(self, shipment_id: str) -> Shipment | None:
        """The shipment with an id, or None."""
        return await self._repository.fetch(shipment_id)
