"""`web.add_idempotency`: a request that is repeated does nothing twice."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from ..fake_orders import KNOWN

SHIPMENTS = "/api/v1/shipping"


def test_repeated_request(make_client: Callable[..., TestClient]) -> None:
    """The same key gets the same shipment again; with another body it is refused."""
    client = make_client()
    key = {"Idempotency-Key": "0123456789abcdef"}
    first, again, other = (
        client.post(SHIPMENTS, headers=key, json={"order_id": order}) for order in (KNOWN.id, KNOWN.id, "nope")
    )

    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert again.json() == first.json()
    assert client.get(SHIPMENTS).json()["items"] == [first.json()]
