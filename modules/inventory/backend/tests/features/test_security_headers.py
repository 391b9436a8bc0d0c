"""`web.add_security_headers`: what browsers must not do."""

from collections.abc import Callable

from fastapi.testclient import TestClient


def test_headers(make_client: Callable[..., TestClient]) -> None:
    """An answer is never framed or guessed at, and unknown hosts get none."""
    client = make_client(allowed_hosts=["testserver"])
    answer = client.get("/api/v1/inventory/prod-1")
    expected = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}

    assert {name: answer.headers[name] for name in expected} == expected
    assert client.get("/api/v1/inventory/prod-1", headers={"Host": "elsewhere"}).status_code == 400
