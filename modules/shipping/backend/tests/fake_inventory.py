"""A service that speaks inventory's schema, for tests: shipping never sees inventory's inside."""

from fastapi import FastAPI

from modules.inventory.backend.public import InventoryClient, Stock
from stack.libs.common import InProcessTransport

PRODUCT = "prod-1"


def fake_client(quantity: int) -> InventoryClient:
    """A client, within the process, of a service that has so much of one product.

    Args:
        quantity: how much.
    """
    app = FastAPI()

    @app.get("/api/v1/inventory/{product_id}")
    async def get_stock(product_id: str) -> Stock:
        return Stock(product_id=product_id, quantity=quantity if product_id == PRODUCT else 0)

    return InventoryClient(InProcessTransport(app))
