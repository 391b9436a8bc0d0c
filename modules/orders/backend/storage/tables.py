"""The tables of orders; `migrations/versions` has the steps that lead to them."""

from sqlalchemy import JSON, Column, String, Table

from stack.libs.database import new_metadata

metadata = new_metadata()

orders = Table(
    "orders",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("customer_id", String(200), nullable=False),
    Column("items", JSON, nullable=False),
    Column("status", String(20), nullable=False),
)
