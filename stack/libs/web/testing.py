"""What the tests of this library share."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Message, Scope

from stack.libs.common import HttpServiceSettings

# Sent by the tests, so that whole answers can be compared.
REQUEST_ID = "test-id"


def settings(**values: Any) -> HttpServiceSettings:  # noqa: ANN401  one of each type
    """Settings of a service that only a test knows."""
    return HttpServiceSettings(**values)


def client_of(app: FastAPI, **headers: str) -> TestClient:
    """A client whose requests have the id of tests."""
    return TestClient(app, headers={"X-Request-ID": REQUEST_ID, **headers})


def log_lines(output: str) -> list[dict[str, Any]]:
    """The lines of a log, without the times, which differ."""
    lines = [json.loads(line) for line in output.splitlines()]
    return [{key: value for key, value in line.items() if key not in {"time", "milliseconds"}} for line in lines]


def scope_of(method: str = "POST", path: str = "/", headers: Sequence[tuple[bytes, bytes]] = ()) -> Scope:
    """A request as a server passes it on."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "headers": [*headers],
        "client": ("192.0.2.1", 1234),
        "server": ("testserver", 80),
        "state": {},
    }


async def call(app: ASGIApp, scope: Scope, receive: Callable[[], Awaitable[Message]]) -> list[Message]:
    """Call an application without a client, and return all that it sends."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


class FakeCache:
    """A cache in memory that keeps everything, or fails."""

    def __init__(self) -> None:
        """Start empty and sound."""
        self.texts: dict[str, str] = {}
        self.fails = False

    def _check(self) -> None:
        if self.fails:
            message = "redis://user:secret@redis does not answer"
            raise ConnectionError(message)

    async def get(self, key: str) -> str | None:
        """Return a text, or None."""
        self._check()
        return self.texts.get(key)

    async def set(self, key: str, value: str, seconds: float) -> None:
        """Keep a text for good."""
        del seconds
        self._check()
        self.texts[key] = value

    async def add(self, key: str, value: str, seconds: float) -> bool:
        """Keep a text unless there is one."""
        self._check()
        is_new = key not in self.texts
        await self.set(key, self.texts.get(key, value), seconds)
        return is_new

    async def delete(self, key: str) -> None:
        """Keep a text no longer."""
        self._check()
        self.texts.pop(key, None)
