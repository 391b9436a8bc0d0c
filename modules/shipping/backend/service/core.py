"""What the business logic depends on: ids, errors, and where records are kept."""

from stack.libs.common import NotFoundError, generate_id
from stack.libs.database import InMemoryRepository, Repository

from ..schemas.models import Shipment

__all__ = ["OrderNotFoundError", "ShipmentRepository", "generate_id", "new_repository"]

ShipmentRepository = Repository[Shipment]


class OrderNotFoundError(NotFoundError, ValueError):
    """There is no such order; other values that are wrong, such as an answer of orders', are no such error."""

    def __init__(self, order_id: str) -> None:
        """Name the order."""
        super().__init__(f"Order {order_id} not found")


def new_repository() -> ShipmentRepository:
    """A repository that lives in memory."""
    return InMemoryRepository[Shipment]()
