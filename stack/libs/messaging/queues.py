"""Queues that workers take messages from, and the one that lives in memory."""

import asyncio
from collections import deque
from dataclasses import dataclass, replace
from typing import Protocol

from stack.libs.common import generate_id

CAPACITY = 10_000


@dataclass(frozen=True)
class Message:
    """A message that was taken from a queue.

    Attributes:
        id: the same at every attempt.
        attempt: 1 the first time.
        receipt: by which the queue knows this attempt, where it needs one.
    """

    id: str
    body: str
    attempt: int = 1
    receipt: str = ""


class Sender(Protocol):
    """Sends messages."""

    async def send(self, body: str) -> str:
        """Send a message and return its id."""
        ...


class Queue(Sender, Protocol):
    """Keeps messages until they are handled: each is delivered at least once."""

    async def receive(self) -> Message | None:
        """Take the next message, or None if there was none for some seconds."""
        ...

    async def finish(self, message: Message) -> None:
        """Remove a message that was handled."""
        ...

    async def retry(self, message: Message, delay: float) -> None:
        """Put a message back, to be taken again after some seconds."""
        ...

    async def bury(self, message: Message) -> None:
        """Set a message aside that cannot be handled."""
        ...


class InMemoryQueue:
    """Keeps messages as long as the process lives.

    Attributes:
        dead: the last messages that were set aside.
    """

    def __init__(self, wait: float = 1.0) -> None:
        """Start empty.

        Args:
            wait: the seconds that `receive` waits for a message.
        """
        self.dead: deque[Message] = deque(maxlen=CAPACITY)
        self._waiting: asyncio.Queue[Message] = asyncio.Queue(CAPACITY)
        self._wait = wait

    async def send(self, body: str) -> str:
        """Send a message; wait while the queue is full."""
        message = Message(generate_id(), body)
        await self._waiting.put(message)
        return message.id

    async def receive(self) -> Message | None:
        """Take the next message; see `Queue`."""
        try:
            return await asyncio.wait_for(self._waiting.get(), self._wait)
        except TimeoutError:
            return None

    async def finish(self, message: Message) -> None:
        """Forget a message: it left the queue when it was taken."""

    async def retry(self, message: Message, delay: float) -> None:
        """Put a message back after some seconds; this does not wait for it."""
        again = replace(message, attempt=message.attempt + 1)
        asyncio.get_running_loop().call_later(delay, self._put_back, again)

    async def bury(self, message: Message) -> None:
        """Set a message aside; see `Queue`."""
        self.dead.append(message)

    def _put_back(self, message: Message) -> None:
        try:
            self._waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.dead.append(message)
