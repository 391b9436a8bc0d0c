"""The models of inventory."""

from pydantic import BaseModel, Field


class SetStockRequest(BaseModel):
    """Says how much of a product there is."""

    quantity: int = Field(ge=0, strict=True)


class Stock(BaseModel):
    """How much of a product there is."""

    product_id: str
    quantity: int
