"""Bodies that are too large."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from starlette.types import Message

from stack.libs import web
from stack.libs.web.testing import REQUEST_ID, FakeCache, call, client_of, scope_of, settings

LIMIT = 10
REFUSAL = {
    "type": "about:blank",
    "title": "Request Entity Too Large",
    "status": 413,
    "detail": "The body is larger than 10 bytes",
    "instance": "/",
    "request_id": REQUEST_ID,
}


@pytest.fixture
def app() -> FastAPI:
    """A service that counts its requests and reads their bodies, or not."""
    app = FastAPI()
    app.state.reached = 0
    web.add_body_limit(app, settings(max_body_bytes=LIMIT))
    web.add_problem_details(app)
    web.add_request_context(app)

    @app.post("/")
    async def read(request: Request) -> int:
        app.state.reached += 1
        return len(await request.body())

    @app.post("/number")
    async def take(number: list[int]) -> list[int]:
        return number

    return app


def chunks(*sizes: int) -> Iterator[bytes]:
    """A body that is sent in chunks, without its length."""
    yield from (b"x" * size for size in sizes)


def test_a_body_at_the_limit_is_read(app: FastAPI) -> None:
    """As many bytes as are allowed arrive, at once and in chunks."""
    client = client_of(app)

    assert client.post("/", content=b"x" * LIMIT).json() == LIMIT
    assert client.post("/", content=chunks(4, 6)).json() == LIMIT


def test_an_announced_length_is_refused_unread(app: FastAPI) -> None:
    """The handler is not reached if the header says that there is too much."""
    response = client_of(app).post("/", content=b"x" * (LIMIT + 1))

    assert (response.status_code, response.headers["Content-Type"]) == (413, "application/problem+json")
    assert response.json() == REFUSAL
    assert app.state.reached == 0


def test_chunks_are_refused_at_the_limit(app: FastAPI) -> None:
    """A body without a length is refused when it exceeds the limit, in FastAPI's own reading too."""
    client = client_of(app)
    refused = client.post("/", content=chunks(6, 6))
    headers = {"Content-Type": "application/json"}
    parsed = client.post("/number", content=iter([b"[1,2,3,", b"4,5,6]"]), headers=headers)

    assert (refused.status_code, refused.json()) == (413, REFUSAL)
    assert (parsed.status_code, parsed.json()) == (413, {**REFUSAL, "instance": "/number"})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("headers", "read"), [([(b"transfer-encoding", b"chunked")], 2), ([(b"content-length", b"1000000")], 0)]
)
async def test_nothing_is_read_beyond_the_limit(app: FastAPI, headers: list[tuple[bytes, bytes]], read: int) -> None:
    """Of an endless body only what makes it too large is taken."""
    taken = 0

    async def endless() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"x" * 6, "more_body": True}

    sent = await call(app, scope_of(headers=headers), endless)

    assert (sent[0]["status"], taken) == (413, read)


def test_idempotent_requests_are_limited_too(app: FastAPI) -> None:
    """What reads the body before the handler does meets the same limit."""
    web.add_idempotency(app, FakeCache())
    response = client_of(app).post("/", content=chunks(6, 6), headers={"Idempotency-Key": "1"})

    assert (response.status_code, response.json()) == (413, REFUSAL)
