"""The application as a whole."""

from fastapi.testclient import TestClient

from ..api.main import app


def test_the_application_starts_and_describes_itself() -> None:
    """The lifespan runs, and the description has the service's title and paths."""
    with TestClient(app) as client:
        document = client.get("/openapi.json").json()

    assert document["info"] == {"title": "Shipping Service", "version": "1.0.0"}
    assert sorted(document["paths"]) == sorted(
        [
            "/health",
            "/health/live",
            "/health/ready",
            "/api/v1/shipping",
            "/api/v1/shipping/{shipment_id}",
        ]
    )


def test_the_documentation() -> None:
    """The interactive documentation is at /api/docs, and nowhere else."""
    client = TestClient(app)

    assert [client.get(path).status_code for path in ("/api/docs", "/docs")] == [200, 404]
