"""`web.add_rate_limit`: how much one client may ask."""

from collections.abc import Callable

from fastapi.testclient import TestClient


def test_too_many_requests(make_client: Callable[..., TestClient]) -> None:
    """After so many requests one has to wait, and is given the seconds; health is never limited."""
    client = make_client(rate_limit="2/hour")
    answers = [client.get("/api/v1/inventory/prod-1") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 2 * 3600
    assert client.get("/health").status_code == 200
