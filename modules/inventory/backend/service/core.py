"""What the business logic depends on: where records are kept."""

from stack.libs.database import InMemoryRepository, Repository

from ..schemas.models import Stock

__all__ = ["StockRepository", "new_repository"]

StockRepository = Repository[Stock]


def new_repository() -> StockRepository:
    """A repository that lives in memory."""
    return InMemoryRepository[Stock]()
