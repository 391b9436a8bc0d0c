"""The facade of inventory: everything else in the module is private."""

from ..schemas.models import SetStockRequest, Stock
from .interface import InventoryClient

__all__ = ["InventoryClient", "SetStockRequest", "Stock"]
