"""Health, liveness and readiness."""

import asyncio

from fastapi import FastAPI
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from stack.libs import web
from stack.libs.web.health import Check
from stack.libs.web.testing import client_of


async def works() -> None:
    """A check of something that works."""


async def fails() -> None:
    """A check of something that does not."""
    message = "postgresql://orders:hunter2@db refused"
    raise ConnectionError(message)


async def hangs() -> None:
    """A check that never ends."""
    await asyncio.Event().wait()


def make_client(**checks: Check) -> TestClient:
    """A client of a service with checks that may take a hundredth of a second."""
    app = FastAPI()
    app.include_router(web.health_router(checks, timeout=0.01), prefix="/health")
    web.add_healthz(app)
    return client_of(app)


def test_a_service_that_answers_is_healthy() -> None:
    """Health does not depend on checks: a restart would not help what they are about."""
    client = make_client(database=fails)
    answers = {path: client.get(path, follow_redirects=False) for path in ("/health", "/health/live", "/healthz")}

    assert {path: (answer.status_code, answer.json()) for path, answer in answers.items()} == {
        path: (200, {"status": "healthy"}) for path in answers
    }


def test_ready_if_all_checks_are() -> None:
    """With working checks, or none, the service is ready."""
    for client in (make_client(), make_client(database=works, redis=works)):
        response = client.get("/health/ready")
        assert (response.status_code, response.json()) == (200, {"status": "ready"})
        assert response.headers["Cache-Control"] == "no-store"


def test_not_ready_while_checks_fail_or_hang() -> None:
    """The answer names what is not ready; the reason is in the log."""
    with capture_logs() as logs:
        response = make_client(cache=works, database=fails, redis=hangs).get("/health/ready")

    assert response.status_code == 503
    assert response.json() == {"status": "not ready", "failed": {"database": "failed", "redis": "timed out"}}
    reason = "ConnectionError: postgresql://orders:hunter2@db refused"
    assert logs == [
        {"event": "a check failed", "check": "database", "reason": reason, "log_level": "warning"},
        {"event": "a check timed out", "check": "redis", "seconds": 0.01, "log_level": "warning"},
    ]


def test_not_ready_while_the_service_drains() -> None:
    """A service that is about to end is alive, but not ready; of two services in a process only that one."""
    client, other = make_client(database=works), make_client()
    assert isinstance(client.app, FastAPI)
    web.begin_draining(client.app)
    response = client.get("/health/ready")

    assert (response.status_code, response.json()) == (503, {"status": "draining"})
    assert (client.get("/health/live").status_code, other.get("/health/ready").status_code) == (200, 200)


def test_healthz_is_not_documented() -> None:
    """The alias is for tools; the document has the paths that the guide has."""
    assert list(make_client().get("/openapi.json").json()["paths"]) == ["/health/live", "/health", "/health/ready"]
