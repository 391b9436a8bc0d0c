"""Requests that are sent twice."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, HTTPException, Response
from structlog.testing import capture_logs

from stack.libs import web
from stack.libs.web.testing import REQUEST_ID, FakeCache, client_of


@pytest.fixture
def cache() -> FakeCache:
    """A cache that keeps everything."""
    return FakeCache()


@pytest.fixture
def app(cache: FakeCache) -> FastAPI:
    """A service that numbers what is posted, and fails on request."""
    app = FastAPI()
    web.add_idempotency(app, cache)
    web.add_problem_details(app)
    web.add_request_context(app)
    app.state.count = 0

    @app.post("/orders", status_code=201)
    async def create(order: dict[str, Any], response: Response) -> dict[str, int]:
        app.state.count += 1
        if "status" in order:
            raise HTTPException(order["status"])
        if order.get("bug"):
            message = "a bug"
            raise RuntimeError(message)
        response.headers["Location"] = f"/orders/{app.state.count}"
        return {"number": app.state.count}

    @app.put("/orders")
    async def replace() -> int:
        app.state.count += 1
        return int(app.state.count)

    return app


def problem(status: int, title: str, detail: str) -> dict[str, object]:
    """The body of an error."""
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": "/orders",
        "request_id": REQUEST_ID,
    }


def test_a_repetition_has_the_same_answer(app: FastAPI) -> None:
    """Status, headers and body come again, marked as repeated; the order is made once."""
    client = client_of(app, **{"Idempotency-Key": "1"})
    first, second = (client.post("/orders", json={"item": "a"}) for _ in range(2))

    expected = {
        "content-length": "12",
        "content-type": "application/json",
        "location": "/orders/1",
        "x-request-id": REQUEST_ID,
    }
    assert (first.status_code, first.json(), dict(first.headers)) == (201, {"number": 1}, expected)
    assert (second.status_code, second.json()) == (201, {"number": 1})
    assert dict(second.headers) == {**expected, "idempotent-replayed": "true"}


def test_requests_without_a_key_are_new(app: FastAPI, cache: FakeCache) -> None:
    """Nothing is kept of a POST without a key, nor of another method."""
    client = client_of(app)
    numbers = [client.post("/orders", json={}).json()["number"] for _ in range(2)]
    numbers += [client.put("/orders", headers={"Idempotency-Key": "1"}).json() for _ in range(2)]

    assert (numbers, cache.texts) == ([1, 2, 3, 4], {})


def test_another_body_is_refused(app: FastAPI) -> None:
    """A key that stands for one order does not make another one."""
    client = client_of(app, **{"Idempotency-Key": "1"})
    client.post("/orders", json={"item": "a"})
    response = client.post("/orders", json={"item": "b"})

    assert (response.status_code, response.headers["Content-Type"]) == (422, "application/problem+json")
    detail = "Idempotency-Key was used for a request with another body"
    assert response.json() == problem(422, "Unprocessable Entity", detail)


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_keys_that_are_none(app: FastAPI, key: str) -> None:
    """An empty key, or one without an end, is refused."""
    response = client_of(app).post("/orders", json={}, headers={"Idempotency-Key": key})

    detail = "Idempotency-Key must have 1 to 255 characters"
    assert (response.status_code, response.json()) == (422, problem(422, "Unprocessable Entity", detail))


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key", "Cookie"])
def test_credentials_do_not_share_keys(app: FastAPI, header: str) -> None:
    """The same key of somebody else is another key: no one reads the answer of another."""
    client = client_of(app, **{"Idempotency-Key": "1"})
    numbers = [client.post("/orders", json={}, headers={header: name}).json()["number"] for name in ("a", "b", "a")]

    assert numbers == [1, 2, 1]


@pytest.mark.parametrize("order", [{"status": 409}, {"status": 503}, {"bug": True}])
def test_errors_are_not_kept(app: FastAPI, cache: FakeCache, order: dict[str, object]) -> None:
    """A repetition after an error is a new attempt."""
    client = client_of(app, **{"Idempotency-Key": "1"})
    statuses = {client.post("/orders", json=order).status_code for _ in range(2)}

    assert statuses == {order.get("status", 500)}
    assert (app.state.count, cache.texts) == (2, {})


@pytest.mark.asyncio
async def test_a_request_in_flight_is_not_carried_out_again() -> None:
    """Of two requests at once one is carried out; the other one is refused until there is an answer."""
    app = FastAPI()
    web.add_idempotency(app, FakeCache())
    started, may_end = asyncio.Event(), asyncio.Event()

    @app.post("/orders")
    async def create() -> str:
        started.set()
        await may_end.wait()
        return "made"

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        headers = {"Idempotency-Key": "1"}
        first = asyncio.create_task(client.post("/orders", headers=headers))
        await asyncio.wait_for(started.wait(), 5)
        second = await client.post("/orders", headers=headers)
        may_end.set()
        answers = [(await first).json(), (await client.post("/orders", headers=headers)).json()]

    assert answers == ["made", "made"]
    assert (second.status_code, second.headers["Retry-After"]) == (409, "1")
    assert second.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "A request with this Idempotency-Key is in flight",
        "instance": "/orders",
    }


def test_a_cache_that_fails_stops_no_request(app: FastAPI, cache: FakeCache) -> None:
    """Orders are made unprotected, and the log says so without the cache's address."""
    cache.fails = True
    client = client_of(app, **{"Idempotency-Key": "1"})
    with capture_logs() as logs:
        numbers = [client.post("/orders", json={}).json()["number"] for _ in range(2)]

    assert numbers == [1, 2]
    warning = {"event": "a POST is unprotected: the cache failed", "reason": "ConnectionError", "log_level": "warning"}
    assert [line for line in logs if line["event"] != "request"] == [warning, warning]


def test_large_answers_are_not_kept(cache: FakeCache) -> None:
    """What would fill the cache is passed on whole, and made again for a repetition."""
    app = FastAPI()
    web.add_idempotency(app, cache)

    @app.post("/report")
    async def report() -> Response:
        return Response(b"x" * 1_000_001)

    response = client_of(app).post("/report", headers={"Idempotency-Key": "1"})

    assert (len(response.content), cache.texts) == (1_000_001, {})
