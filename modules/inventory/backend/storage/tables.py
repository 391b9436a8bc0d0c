"""The tables of inventory; `migrations/versions` has the steps that lead to them."""

from sqlalchemy import Column, Integer, String, Table

from stack.libs.database import new_metadata

metadata = new_metadata()

stocks = Table(
    "stocks",
    metadata,
    Column("product_id", String(200), primary_key=True),
    Column("quantity", Integer, nullable=False),
)
