"""The models of orders."""

from typing import Literal

from pydantic import BaseModel, Field


class OrderItem(BaseModel):
    """A product and how many of it."""

    product_id: str = Field(min_length=1)
    quantity: int = Field(ge=1, strict=True)


class CreateOrderRequest(BaseModel):
    """Asks for a new order."""

    customer_id: str = Field(min_length=1)
    items: list[OrderItem] = Field(min_length=1)


class Order(BaseModel):
    """An order."""

    id: str
    customer_id: str
    items: list[OrderItem]
    status: Literal["pending", "shipped", "cancelled"]
