"""The facade of orders: everything else in the module is private."""

from ..schemas.models import CreateOrderRequest, Order, OrderItem
from .interface import OrdersClient

__all__ = ["CreateOrderRequest", "Order", "OrderItem", "OrdersClient"]
