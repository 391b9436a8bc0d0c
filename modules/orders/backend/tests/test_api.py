from fastapi.testclient import TestClient
from ..api.main import app

client = TestClient(app)


def test_health_check():
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json()["status"] == "healthy"


def test_create_order():
    response = client.post(
        "/api/v1/orders", json={"customer_id": "cust-123", "items": [{"product_id": "prod-1", "quantity": 2}]}
    )
    assert response.status_code == 200
    assert "id" in response.json()
