"""The tables of shipping; `migrations/versions` has the steps that lead to them."""

from sqlalchemy import Column, String, Table

from stack.libs.database import new_metadata

metadata = new_metadata()

shipments = Table(
    "shipments",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("order_id", String(64), nullable=False),
    Column("status", String(20), nullable=False),
)
