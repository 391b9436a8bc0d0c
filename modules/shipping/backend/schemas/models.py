"""The models of shipping."""

from typing import Literal

from pydantic import BaseModel, Field


class ShipOrderRequest(BaseModel):
    """Asks for an order to be shipped."""

    order_id: str = Field(min_length=1)


class Shipment(BaseModel):
    """An order on its way."""

    id: str
    order_id: str
    status: Literal["waiting", "preparing", "sent"]
