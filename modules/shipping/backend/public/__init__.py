"""The facade of shipping: everything else in the module is private."""

from ..schemas.models import Shipment, ShipOrderRequest
from .interface import ShippingClient

__all__ = ["ShipOrderRequest", "Shipment", "ShippingClient"]
