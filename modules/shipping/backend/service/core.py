"""What the business logic stands on: ids, and where records are kept."""

from stack.libs.common import generate_id
from stack.libs.database import InMemoryRepository, Repository

from ..schemas.models import Shipment

__all__ = ["ShipmentRepository", "generate_id", "new_repository"]

ShipmentRepository = Repository[Shipment]


def new_repository() -> ShipmentRepository:
    """A repository that lives in memory."""
    return InMemoryRepository[Shipment]()
