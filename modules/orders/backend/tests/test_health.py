"""What load balancers and schedulers ask."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("path", ["/health", "/health/live", "/healthz"])
def test_alive(make_client: Callable[..., TestClient], path: str) -> None:
    """The service answers, without a redirect."""
    response = make_client().get(path, follow_redirects=False)

    assert (response.status_code, response.json()) == (200, {"status": "healthy"})


def test_ready(make_client: Callable[..., TestClient]) -> None:
    """The service is ready in memory, and not while it waits for a database that does not answer."""
    answers = [
        make_client().get("/health/ready"),
        make_client(database_url="postgresql://127.0.0.1:9/orders").get("/health/ready"),
    ]

    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"status": "ready"}),
        (503, {"status": "not ready", "failed": {"database": "failed"}}),
    ]
