"""Errors as clients and logs see them."""

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from stack.libs import web
from stack.libs.common import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceUnavailableError,
    configure_logging,
)
from stack.libs.web.testing import REQUEST_ID, client_of, log_lines


class Item(BaseModel):
    """What is posted."""

    name: str
    secret: int


ERRORS: dict[str, Exception] = {
    "missing": NotFoundError("Order not found"),
    "conflict": ConflictError("Order is shipped already"),
    "invalid": InvalidInputError("An order needs items"),
    "forbidden": ForbiddenError("Not your order"),
    "domain": DomainError("Not today"),
    "unavailable": ServiceUnavailableError("http://inventory.internal:8002 did not answer GET /x"),
    "http": HTTPException(418, "Teapot", {"X-Tea": "green"}),
    "bug": RuntimeError("password=hunter2 at /srv/secret.py"),
}


@pytest.fixture
def client() -> TestClient:
    """A client of a service that fails in every way."""
    app = FastAPI()
    web.add_problem_details(app)
    web.add_request_context(app)

    @app.get("/errors/{name}")
    async def fail(name: str) -> None:
        raise ERRORS[name]

    @app.post("/items")
    async def create(item: Item) -> Item:
        return item

    return client_of(app)


@pytest.mark.parametrize(
    ("path", "status", "title", "detail"),
    [
        ("/errors/missing", 404, "Not Found", "Order not found"),
        ("/errors/conflict", 409, "Conflict", "Order is shipped already"),
        ("/errors/invalid", 422, "Unprocessable Entity", "An order needs items"),
        ("/errors/forbidden", 403, "Forbidden", "Not your order"),
        ("/errors/domain", 400, "Bad Request", "Not today"),
        ("/errors/unavailable", 503, "Service Unavailable", "A service that this one needs is unavailable"),
        ("/errors/http", 418, "I'm a Teapot", "Teapot"),
        ("/errors/bug", 500, "Internal Server Error", "An unexpected error occurred"),
        ("/nowhere", 404, "Not Found", "Not Found"),
        ("/items", 405, "Method Not Allowed", "Method Not Allowed"),
    ],
)
def test_errors_are_problem_details(client: TestClient, path: str, status: int, title: str, detail: str) -> None:
    """Every error has the same form, its status and its detail, and nothing else."""
    response = client.get(path)

    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    assert response.json() == {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": path,
        "request_id": REQUEST_ID,
    }


def test_invalid_requests_name_every_mistake_without_its_value(client: TestClient) -> None:
    """A refused body is answered with where and what, not with what it contained."""
    response = client.post("/items", json={"secret": "hunter2"})

    assert (response.status_code, response.headers["Content-Type"]) == (422, "application/problem+json")
    assert response.json() == {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "body.name: Field required; body.secret: Input should be a valid integer, unable to parse string as an integer",
        "instance": "/items",
        "request_id": REQUEST_ID,
        "errors": [
            {"loc": ["body", "name"], "msg": "Field required", "type": "missing"},
            {
                "loc": ["body", "secret"],
                "msg": "Input should be a valid integer, unable to parse string as an integer",
                "type": "int_parsing",
            },
        ],
    }


def test_headers_of_exceptions_are_kept(client: TestClient) -> None:
    """What an exception wants to have in the answer's headers is there, and when to try again."""
    assert client.get("/errors/http").headers["X-Tea"] == "green"
    assert client.get("/errors/unavailable").headers["Retry-After"] == "1"


def test_unexpected_errors_are_logged_once_with_their_traceback(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log has the traceback and the request's id, the client has neither the text nor the place."""
    configure_logging("INFO", "orders")
    response = client.get("/errors/bug")
    error, access = log_lines(capsys.readouterr().out)

    assert "secret" not in response.text
    traceback = error.pop("error")
    assert traceback.startswith("Traceback (most recent call last):")
    assert "in fail" in traceback
    assert traceback.endswith("RuntimeError: password=*** at /srv/secret.py")
    assert error == {
        "level": "ERROR",
        "logger": "errors",
        "message": "unexpected error",
        "service": "orders",
        "request_id": REQUEST_ID,
        "method": "GET",
        "path": "/errors/{name}",
    }
    assert access["status"] == 500


def test_an_answer_that_breaks_off_is_no_whole_answer() -> None:
    """An error after the answer has begun reaches the server, which closes the connection."""
    app = FastAPI()
    web.add_problem_details(app)

    async def half(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        message = "in the middle"
        raise RuntimeError(message)

    app.mount("/half", half)
    with pytest.raises(RuntimeError, match="in the middle"):
        client_of(app).get("/half/")


def test_errors_are_documented() -> None:
    """With `PROBLEMS` the API's document has problem details for errors in place of FastAPI's own."""
    app = FastAPI()

    @app.post("/items", responses=web.PROBLEMS)
    async def create(item: Item) -> Item:
        return item

    document = app.openapi()
    responses = document["paths"]["/items"]["post"]["responses"]
    assert {status: list(each["content"]) for status, each in responses.items()} == {
        "200": ["application/json"],
        "422": ["application/problem+json"],
        "4XX": ["application/problem+json"],
        "5XX": ["application/problem+json"],
    }
    assert list(document["components"]["schemas"]) == ["Item"]
