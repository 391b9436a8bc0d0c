import pytest
from ..service.orders_service import OrdersService
from ..schemas.models import CreateOrderRequest


@pytest.mark.asyncio
async def test_create_order():
    service = OrdersService()
    request = CreateOrderRequest(customer_id="cust-123", items=[{"product_id": "prod-1", "quantity": 2}])

    order = await service.create_order(request)

    assert order.customer_id == "cust-123"
    assert order.status == "pending"
    assert len(order.items) == 1
