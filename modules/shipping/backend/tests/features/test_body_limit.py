"""`web.add_body_limit`: how long a body may be."""

from collections.abc import Callable

from fastapi.testclient import TestClient


def test_too_long(make_client: Callable[..., TestClient]) -> None:
    """A body above the limit is refused before it is read."""
    client = make_client(max_body_bytes=100)
    answers = [client.post("/api/v1/shipping", json={"order_id": "x" * length}) for length in (50, 150)]

    assert [answer.status_code for answer in answers] == [404, 413]
    assert answers[1].json()["detail"] == "The body is larger than 100 bytes"
