"""What the business logic depends on: ids, and where records are kept."""

from stack.libs.common import generate_id
from stack.libs.database import InMemoryRepository, Repository

from ..schemas.models import Order

__all__ = ["OrderRepository", "generate_id", "new_repository"]

OrderRepository = Repository[Order]


def new_repository() -> OrderRepository:
    """A repository that lives in memory."""
    return InMemoryRepository[Order]()
