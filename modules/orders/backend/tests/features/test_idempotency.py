"""`web.add_idempotency`: a request that is repeated does nothing twice."""

from collections.abc import Callable

from fastapi.testclient import TestClient

ORDERS = "/api/v1/orders"
ORDER = {"items": [{"product_id": "prod-1", "quantity": 1}]}


def test_repeated_request(make_client: Callable[..., TestClient]) -> None:
    """The same key gets the same order again; with another body it is refused."""
    client = make_client()
    key = {"Idempotency-Key": "0123456789abcdef"}
    first, again, other = (
        client.post(ORDERS, headers=key, json={**ORDER, "customer_id": customer})
        for customer in ("first", "first", "second")
    )

    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert again.json() == first.json()
    assert client.get(ORDERS).json()["items"] == [first.json()]
