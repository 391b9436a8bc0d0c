"""The business logic of orders."""

from ..schemas.models import CreateOrderRequest, Order
from .core import OrderRepository, generate_id, new_repository


class OrdersService:
    """Takes and finds orders."""

    def __init__(self, repository: OrderRepository | None = None) -> None:
        """Use a repository, or a new one in memory."""
        self._repository = new_repository() if repository is None else repository

    async def create_order(self, request: CreateOrderRequest) -> Order:
        """Take an order and keep it."""
        order = Order(id=generate_id(), customer_id=request.customer_id, items=request.items, status="pending")
        await self._repository.save(order.id, order)
        return order

    async def get_order(self, order_id: str) -> Order | None:
        """Return the order with an id, or None."""
        return await self._repository.fetch(order_id)

    async def list_orders(self, after: str | None, limit: int) -> list[Order]:
        """Return at most so many orders in the order of their making, those after an id only."""
        return await self._repository.page(after, limit)
