"""The id and the access line of a request."""

import json
import uuid

import pytest
from fastapi import APIRouter, FastAPI, Request
from starlette.types import Message
from structlog.contextvars import bind_contextvars, get_contextvars

from stack.libs import web
from stack.libs.common import configure_logging
from stack.libs.web.testing import REQUEST_ID, call, client_of, log_lines, scope_of


@pytest.fixture
def app() -> FastAPI:
    """A service that says what it knows of a request."""
    app = FastAPI()
    router = APIRouter()

    @router.get("/{order_id}")
    async def read(order_id: str, request: Request) -> dict[str, str]:
        return {"order": order_id, "id": request.state.request_id, "log": get_contextvars().get("request_id", "")}

    app.include_router(router, prefix="/api/v1/orders")
    web.add_request_context(app)
    return app


@pytest.mark.parametrize("request_id", ["abc", "A-Z_0.9:x", "x" * 128])
def test_the_id_of_the_caller_is_kept(app: FastAPI, request_id: str) -> None:
    """A harmless id is the request's, in the handler, in the log and in the answer."""
    response = client_of(app).get("/api/v1/orders/1", headers={"X-Request-ID": request_id})

    assert response.json() == {"order": "1", "id": request_id, "log": request_id}
    assert response.headers["X-Request-ID"] == request_id


@pytest.mark.parametrize("request_id", ["", "a b", "a\tb", '{"a":1}', "x" * 129, "\xe4"])
def test_an_id_that_could_do_harm_is_replaced(app: FastAPI, request_id: str) -> None:
    """Anything else is replaced by a new id, the same everywhere."""
    headers = {b"X-Request-ID": request_id.encode("latin-1")}
    response = client_of(app).get("/api/v1/orders/1", headers=headers)
    new = response.headers["X-Request-ID"]

    assert uuid.UUID(new).version == 7
    assert response.json() == {"order": "1", "id": new, "log": new}


def test_requests_without_an_id_get_one_each(app: FastAPI) -> None:
    """Two requests have different ids."""
    client = client_of(app)
    del client.headers["X-Request-ID"]
    ids = {client.get("/api/v1/orders/1").headers["X-Request-ID"] for _ in range(2)}

    assert len(ids) == 2


@pytest.mark.asyncio
async def test_nothing_stays_in_the_context_of_a_caller(app: FastAPI) -> None:
    """After a request that was made within the same context, its id is no longer there."""

    async def nothing() -> Message:
        return {"type": "http.request"}

    bind_contextvars(request_id="outer")
    sent = await call(app, scope_of("GET", "/api/v1/orders/1", [(b"x-request-id", b"inner")]), nothing)

    assert json.loads(sent[1]["body"]) == {"order": "1", "id": "inner", "log": "inner"}
    assert get_contextvars() == {"request_id": "outer"}


def test_one_access_line_a_request(app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    """The line has the path's template, so that requests of one kind can be counted."""
    configure_logging("INFO", "orders")
    client_of(app).get("/api/v1/orders/42?secret=1")
    client_of(app).post("/api/v1/orders/42")
    client_of(app).get("/nowhere/42")
    common = {"level": "INFO", "logger": "access", "message": "request", "service": "orders", "request_id": REQUEST_ID}

    assert log_lines(capsys.readouterr().out) == [
        {**common, "method": "GET", "path": "/api/v1/orders/{order_id}", "status": 200, "client": "testclient"},
        {**common, "method": "POST", "path": "/api/v1/orders/{order_id}", "status": 405, "client": "testclient"},
        {**common, "method": "GET", "path": "unmatched", "status": 404, "client": "testclient"},
    ]


def test_the_line_of_a_request_that_raises(app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    """Also a request whose error nobody answers has a line, as one that failed."""

    @app.get("/bug")
    async def fail() -> None:
        message = "a bug"
        raise RuntimeError(message)

    configure_logging("INFO")
    with pytest.raises(RuntimeError):
        client_of(app).get("/bug")

    assert [line["status"] for line in log_lines(capsys.readouterr().out)] == [500]


def test_health_is_only_logged_for_debugging(app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    """Load balancers ask every few seconds: such lines appear when they tell of a failure, or at level DEBUG."""
    app.include_router(web.health_router({}), prefix="/health")
    client = client_of(app)
    configure_logging("INFO")
    client.get("/health")
    web.begin_draining(app)
    client.get("/health/ready")
    configure_logging("DEBUG")
    client.get("/health")

    lines = [line for line in log_lines(capsys.readouterr().out) if line["logger"] == "access"]
    assert [(line["level"], line["path"], line["status"]) for line in lines] == [
        ("INFO", "/health/ready", 503),
        ("DEBUG", "/health", 200),
    ]
