"""A service whose answers a test writes, and a real socket in front of it."""

import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from .protocol import AsgiApp, Message


@dataclass(frozen=True)
class Answer:
    """What a request gets: a status, a JSON body, and headers."""

    status: int = 200
    body: object = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Received:
    """What a request was."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> list[str]:
        """All that a header has."""
        return [value for each, value in self.headers if each == name]


class Service:
    """Gives its answers one after the other, the last one ever again; an exception is raised, None never answered."""

    def __init__(self, *answers: Answer | Exception | None) -> None:
        self.answers = list(answers)
        self.received: list[Received] = []
        self.clients: set[tuple[str, int]] = set()

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Answer a request; see `AsgiApp`."""
        message = await receive()
        body: bytes = message["body"]
        while message["more_body"]:
            message = await receive()
            body += message["body"]
        headers = tuple((name.decode(), value.decode()) for name, value in scope["headers"])
        self.received.append(Received(scope["method"], scope["path"], headers, body))
        self.clients.add(tuple(scope["client"]))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            # Until the client has left.
            await receive()
            return
        fields = [(name.lower().encode(), value.encode()) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": fields})
        await send({"type": "http.response.body", "body": json.dumps(answer.body).encode()})


@contextmanager
def serving(app: AsgiApp) -> Iterator[str]:
    """Serve an application at a port of the loopback address, and yield its URL."""
    config = uvicorn.Config(app, log_config=None, lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # It listens already: requests wait until the server takes them.
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
