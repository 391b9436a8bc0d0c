"""`security.include_router`: who may do what."""

from collections.abc import Callable
from hashlib import sha256

from fastapi.testclient import TestClient

KEY = "a-key-that-nobody-guesses"
ORDERS = "/api/v1/orders"


def test_keys_and_scopes(make_client: Callable[..., TestClient]) -> None:
    """Without a key one is unknown, with one for reading one may not write, and health is for everybody."""
    digest = sha256(KEY.encode()).hexdigest()
    client = make_client(authentication="on", api_keys=f"reader:{digest}:orders:read")
    known = {"X-API-Key": KEY}
    answers = [
        client.get(ORDERS),
        client.get(ORDERS, headers={"X-API-Key": "another"}),
        client.get(ORDERS, headers=known),
        client.post(ORDERS, headers=known, json={}),
        client.get("/health"),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 200, 403, 200]
    assert answers[0].headers["WWW-Authenticate"] == "APIKey"
    assert answers[3].json()["detail"] == "This needs the scope orders:write"
