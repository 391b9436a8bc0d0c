"""Answers that are kept to be given again."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic_core import from_json, to_json  # pants: no-infer-dep - comes with pydantic
from starlette.types import Message, Receive, Scope, Send

MAX_BYTES = 1_000_000
FIRST_ERROR = 400

REPLAYED = (b"idempotent-replayed", b"true")


@dataclass(frozen=True)
class RecordedAnswer:
    """What is known of a request: a fingerprint of its body, and its answer unless it is in flight (status 0)."""

    fingerprint: str
    status: int = 0
    headers: Sequence[Sequence[str]] = ()
    body: str = ""

    @property
    def is_in_flight(self) -> bool:
        """Whether there is no answer yet."""
        return self.status == 0

    @classmethod
    def from_json(cls, text: str) -> "RecordedAnswer":
        """Return it from what `in_flight` or `AnswerRecorder.to_json` returned."""
        return cls(**from_json(text))

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Give the answer again."""
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": [*headers, REPLAYED]})
        await send({"type": "http.response.body", "body": b64decode(self.body)})


def in_flight(fingerprint: str) -> str:
    """Return what a cache has of a request before its answer, as JSON.

    Args:
        fingerprint: in hexadecimal digits.
    """
    return f'{{"fingerprint":"{fingerprint}"}}'


class AnswerRecorder:
    """Records an answer, unless it is an error, too large, or has further trailers."""

    def __init__(self, fingerprint: str) -> None:
        """Start with nothing.

        Args:
            fingerprint: of the request's body.
        """
        self._fingerprint = fingerprint
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] = []
        self._size = 0
        self._is_complete = False

    def record(self, message: Message) -> None:
        """Take what the application sends."""
        if message["type"] == "http.response.start":
            # As they are now: features add headers of their own to the message.
            self._status, self._headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            part = message.get("body", b"")
            self._size += len(part)
            if self._size <= MAX_BYTES:
                self._chunks.append(part)
            self._is_complete = not message.get("more_body", False)

    def to_json(self) -> str | None:
        """Return the answer as text for a cache, or None if it is not to be kept."""
        if not self._is_complete or self._status >= FIRST_ERROR or self._size > MAX_BYTES:
            return None
        body = b64encode(b"".join(self._chunks)).decode()
        start = _start_as_json(self._status, tuple([(name, value) for name, value in self._headers]))
        return f'{{"fingerprint":"{self._fingerprint}",{start},"body":"{body}"}}'


@lru_cache(maxsize=1_000)
def _start_as_json(status: int, headers: Sequence[tuple[bytes, bytes]]) -> str:
    """Status and headers, remembered: those of most answers are those of others."""
    texts = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return to_json({"status": status, "headers": texts}).decode()[1:-1]


async def read_body(receive: Receive) -> bytes | None:
    """Return the whole body, or None if the client went away; a limit on its size is another feature's."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        return bytes(message.get("body", b""))
    chunks = []
    while message["type"] == "http.request":
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)
        message = await receive()
    return None


def replay_body(body: bytes, receive: Receive) -> Receive:
    """Return a source that gives a body that was read already, and then what comes after it."""
    is_read = False

    async def receive_again() -> Message:
        nonlocal is_read
        if is_read:
            return await receive()
        is_read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
