"""The business logic of inventory."""

from ..schemas.models import SetStockRequest, Stock
from .core import StockRepository, new_repository


class InventoryService:
    """Knows what is in stock."""

    def __init__(self, repository: StockRepository | None = None) -> None:
        """Use a repository, or a new one in memory."""
        self._repository = new_repository() if repository is None else repository

    async def set_stock(self, product_id: str, request: SetStockRequest) -> Stock:
        """Note how much of a product there is."""
        stock = Stock(product_id=product_id, quantity=request.quantity)
        await self._repository.save(product_id, stock)
        return stock

    async def get_stock(self, product_id: str) -> Stock:
        """Return how much of a product there is; none of one that was never counted."""
        return await self._repository.fetch(product_id) or Stock(product_id=product_id, quantity=0)
