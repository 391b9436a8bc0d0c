"""`observability.add_metrics`: what the service counts."""

from collections.abc import Callable

from fastapi.testclient import TestClient


def test_counted_requests(make_client: Callable[..., TestClient]) -> None:
    """Requests are counted by the template of their path, never by the path itself."""
    client = make_client()
    for product_id in ("1", "2"):
        client.get(f"/api/v1/inventory/{product_id}")
    counted = [line for line in client.get("/metrics").text.splitlines() if line.startswith("http_requests_total")]

    assert counted == ['http_requests_total{method="GET",path="/api/v1/inventory/{product_id}",status="200"} 2.0']
    assert make_client(metrics="off").get("/metrics").status_code == 404
