"""How features take part in requests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from fastapi import FastAPI, WebSocket
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stack.libs.common import ServiceUnavailableError, SetupError
from stack.libs.web.feature import Exchange, Feature, Place, add_feature, place
from stack.libs.web.testing import client_of


class Recorder(Feature):
    """Notes what it takes part in."""

    place: ClassVar[Place] = Place.RATE_LIMIT

    def __init__(self, notes: list[str], name: str) -> None:
        self.notes, self.name = notes, name
        self.answer_headers = [(b"x-names", name.encode())]

    def begin(self, exchange: Exchange) -> None:
        """Note it."""
        self.notes.append(f"{self.name} begins")
        exchange.ends.append(lambda exchange: self.notes.append(f"{self.name} ends {exchange.status}"))

    begin_websocket = begin

    async def admit(self, exchange: Exchange) -> ASGIApp | None:
        """Refuse what wants to be refused."""
        self.notes.append(f"{self.name} admits")
        wanted = exchange.headers.get(b"x-refused-by")
        return PlainTextResponse("refused", 403) if wanted == self.name.encode() else None

    def answer_error(self, exchange: Exchange, error: Exception) -> ASGIApp | None:
        """Answer errors that name it."""
        assert not exchange.has_started
        return PlainTextResponse(f"{self.name} answers", 500) if str(error) == self.name else None

    async def close(self) -> None:
        """Note it."""
        self.notes.append(f"{self.name} closes")


class Outer(Recorder):
    """One that stands further out."""

    place: ClassVar[Place] = Place.METRICS


class Between:
    """A middleware that has to be one of its own."""

    place: ClassVar[Place] = Place.CORS

    def __init__(self, app: ASGIApp, notes: list[str]) -> None:
        self._app, self._notes = app, notes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note requests."""
        if scope["type"] == "http":
            self._notes.append("between")
        await self._app(scope, receive, send)


@pytest.fixture
def notes() -> list[str]:
    """Nothing yet."""
    return []


@pytest.fixture
def app(notes: list[str]) -> FastAPI:
    """A service with two features, added from the inside to the outside."""
    app = FastAPI()
    add_feature(app, Recorder(notes, "in"))
    add_feature(app, Outer(notes, "out"))

    @app.get("/{name}")
    async def fail(name: str) -> str:
        if name != "fine":
            raise RuntimeError(name)
        return name

    @app.websocket("/socket")
    async def connect(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    return app


def test_one_middleware(app: FastAPI, notes: list[str]) -> None:
    """Features begin from the outside to the inside, and end the other way round, in one middleware."""
    with client_of(app) as client:
        headers = client.get("/fine").headers.get_list("x-names")

    assert (len(app.user_middleware), headers) == (1, ["out", "in"])
    assert notes == [
        *("out begins", "in begins", "out admits", "in admits", "in ends 200", "out ends 200"),
        *("in closes", "out closes"),
    ]


def test_a_middleware_between(app: FastAPI, notes: list[str]) -> None:
    """One that is placed between features divides them, whenever it is added."""
    place(app, Between, notes=notes)
    client_of(app).get("/fine")

    assert notes == [
        *("out begins", "out admits", "between", "in begins", "in admits"),
        *("in ends 200", "out ends 200"),
    ]


def test_a_refusal(app: FastAPI, notes: list[str]) -> None:
    """Who refuses answers; nobody further inside is reached, and the answer has all headers."""
    response = client_of(app).get("/fine", headers={"X-Refused-By": "out"})

    assert (response.status_code, response.headers.get_list("x-names")) == (403, ["out", "in"])
    assert notes == ["out begins", "in begins", "out admits", "in ends 403", "out ends 403"]


@pytest.mark.parametrize("name", ["in", "out"])
def test_errors(app: FastAPI, name: str) -> None:
    """An error is answered by the innermost feature that wants to."""
    assert client_of(app).get(f"/{name}").text == f"{name} answers"


def test_errors_that_nobody_answers(app: FastAPI, notes: list[str]) -> None:
    """They go on to the server, and count as 500."""
    with pytest.raises(RuntimeError, match=r"^nobody$"):
        client_of(app).get("/nobody")

    assert notes[-2:] == ["in ends 500", "out ends 500"]


def test_web_sockets(app: FastAPI, notes: list[str]) -> None:
    """Features that have something to do for a connection do it."""
    with client_of(app).websocket_connect("/socket"):
        pass

    assert [note.rpartition(" ")[0] or note for note in notes] == ["out", "in", "in ends", "out ends"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ServiceUnavailableError("db"), ("db.\nStart it, or correct the settings, and start again.\n", True)),
        (SetupError("No.\nDo this."), ("No.\nDo this.\n", True)),
        (ValueError("a bug"), ("", False)),
    ],
)
def test_an_application_that_does_not_start(
    notes: list[str], capsys: pytest.CaptureFixture[str], error: Exception, expected: tuple[str, bool]
) -> None:
    """Known reasons are two lines on standard error, and no traceback is left for the server to log."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if error.args:
            raise error
        yield

    app, sent = FastAPI(lifespan=lifespan), []
    add_feature(app, Recorder(notes, "in"))

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(message: Message) -> None:
        sent.append(message)

    with pytest.raises(type(error)):
        asyncio.run(_start(app, receive, send))

    [message] = sent
    assert (capsys.readouterr().err, message["message"] == "") == expected


async def _start(app: FastAPI, receive: Receive, send: Send) -> None:
    await app({"type": "lifespan", "state": {}}, receive, send)


def test_a_service_that_has_started(app: FastAPI, notes: list[str]) -> None:
    """Too late is an error."""
    client_of(app).get("/fine")
    with pytest.raises(RuntimeError, match=r"^cannot add .* to an application that has started$"):
        add_feature(app, Recorder(notes, "late"))
