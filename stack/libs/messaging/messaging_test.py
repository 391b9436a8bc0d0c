"""Queues, and the loop around a handler."""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import httpx
import pytest
from structlog.contextvars import get_contextvars

from stack.libs.common import ServiceUnavailableError

from . import InboxClient, InMemoryQueue, Message, RecentlySeen, RejectedError, Worker, backoff, run_worker
from .serve import serving

Handler = Callable[[Message], Awaitable[None]]


async def work(handle: Handler, bodies: list[str], *, dead: int) -> tuple[dict[str, int], list[str]]:
    """Send messages, work until so many were set aside; return the counts, and the bodies of those."""
    stop = asyncio.Event()

    class Buried(InMemoryQueue):
        async def bury(self, message: Message) -> None:
            """Stop when enough were set aside."""
            await super().bury(message)
            if len(self.dead) == dead:
                stop.set()

    queue = Buried()
    worker = Worker(handle, queue, attempts=3, delay=lambda _: 0.0)
    for body in bodies:
        await queue.send(body)
    await worker.run(stop)
    return worker.counts, [message.body for message in queue.dead]


@pytest.mark.asyncio
async def test_attempts() -> None:
    """A failed message is tried again, then set aside; one that is rejected is set aside at once."""
    attempts: list[tuple[str, int]] = []

    async def handle(message: Message) -> None:
        attempts.append((message.body, message.attempt))
        if message.body == "wrong":
            raise RejectedError("wrong")
        if message.body == "late" and message.attempt < 3:
            raise OSError
        if message.body == "never":
            raise OSError

    counts, dead = await work(handle, ["good", "wrong", "late", "never"], dead=2)

    assert counts == {"handled": 2, "retried": 4, "dead": 2, "duplicates": 0}
    assert dead == ["wrong", "never"]
    assert sorted(attempts) == [
        ("good", 1),
        ("late", 1),
        ("late", 2),
        ("late", 3),
        ("never", 1),
        ("never", 2),
        ("never", 3),
        ("wrong", 1),
    ]


@pytest.mark.asyncio
async def test_logs_of_a_handler() -> None:
    """Whatever is logged while a message is handled has its id and attempt, and what comes after has not."""
    contexts: list[dict[str, object]] = []

    async def handle(_: Message) -> None:
        contexts.append(get_contextvars())

    await Worker(handle, InMemoryQueue()).process(Message("m1", "{}", 2))
    contexts.append(get_contextvars())

    assert contexts == [{"message_id": "m1", "attempt": 2}, {}]


@pytest.mark.asyncio
async def test_a_full_inbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that the worker has no place for is sent once: it may have been taken after all."""
    sends: list[object] = []

    def refuse(_: object, body: str) -> str:
        sends.append(body)
        raise TimeoutError

    queue = InMemoryQueue()
    with serving(Worker(_handle, queue), "127.0.0.1", 0, queue, asyncio.get_running_loop()) as server:
        monkeypatch.setattr(server, "send", refuse)
        url = f"http://127.0.0.1:{server.server_address[1]}"
        with pytest.raises(ServiceUnavailableError) as caught:
            await InboxClient(url).send("1")

    assert (str(caught.value), sends) == (f"{url} answered POST /messages with status 503", ["1"])


@pytest.mark.asyncio
async def test_the_message_in_hand_is_finished() -> None:
    """A worker that is to stop ends its message, and leaves the next one in the queue."""
    handled: list[str] = []
    began, goes_on = asyncio.Event(), asyncio.Event()

    async def handle(message: Message) -> None:
        began.set()
        await goes_on.wait()
        handled.append(message.body)

    queue, stop = InMemoryQueue(), asyncio.Event()
    await queue.send("first")
    await queue.send("second")
    running = asyncio.ensure_future(Worker(handle, queue).run(stop))
    await began.wait()
    stop.set()
    goes_on.set()
    await running

    left = await queue.receive()
    assert (handled, left and left.body) == (["first"], "second")


@pytest.mark.asyncio
async def test_timeout() -> None:
    """An attempt that takes too long has failed."""
    queue = InMemoryQueue()
    worker = Worker(lambda _: asyncio.Event().wait(), queue, attempts=1, timeout=0.01)  # type: ignore[arg-type,return-value]
    await worker.process(Message("1", "slow"))

    assert [message.body for message in queue.dead] == ["slow"]


@pytest.mark.asyncio
async def test_duplicates() -> None:
    """A message that was handled is not handled again, and one that failed is."""
    handled: list[int] = []

    async def handle(message: Message) -> None:
        handled.append(message.attempt)
        if message.attempt == 1:
            raise OSError

    worker = Worker(handle, InMemoryQueue(), seen=RecentlySeen(1), delay=lambda _: 0.0)
    for attempt in (1, 2, 3):
        await worker.process(Message("1", "x", attempt))

    assert (handled, worker.counts["duplicates"]) == ([1, 2], 1)


@pytest.mark.asyncio
async def test_only_the_last_are_remembered() -> None:
    """What was seen is forgotten when there is too much of it, the oldest first."""
    seen = RecentlySeen(2)
    for name in ("a", "b", "c"):
        await seen.add(name)

    assert [await seen.contains(name) for name in ("a", "b", "c")] == [False, True, True]


def test_backoff() -> None:
    """Attempts are ever further apart, up to five minutes."""
    delays = [backoff(attempt) for attempt in (1, 3, 20)]

    assert [(low <= delay <= 2 * low) for low, delay in zip((0.5, 2.0, 150.0), delays, strict=True)] == [True] * 3


@pytest.mark.asyncio
async def test_a_queue_that_does_not_answer() -> None:
    """The loop goes on after the queue has failed."""

    class Broken(InMemoryQueue):
        """Fails at first."""

        failures = 2

        async def receive(self) -> Message | None:
            """Fail twice."""
            if self.failures:
                self.failures -= 1
                raise OSError
            return await super().receive()

    queue, stop = Broken(), asyncio.Event()

    async def handle(_: Message) -> None:
        stop.set()

    await queue.send("x")
    worker = Worker(handle, queue, delay=lambda _: 0.0)
    await worker.run(stop)

    assert worker.counts["handled"] == 1


async def _handle(_: Message) -> None:
    """Do nothing."""


@pytest.mark.asyncio
async def test_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Health is answered for the worker, and what a client posts is in the queue; all else is refused."""
    queue = InMemoryQueue()
    worker = Worker(_handle, queue)
    with serving(worker, "127.0.0.1", 0, queue, asyncio.get_running_loop()) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        sent = await InboxClient(url).send('{"a": 1}')
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            healthy = await client.get("/health")
            refused = [await client.get("/"), await client.post("/other", json=1), await client.post("/messages")]
            refused.append(await client.post("/messages", content=b"\xff"))
            monkeypatch.setattr(Worker, "is_healthy", False)
            stuck = await client.get("/health")
    message = await queue.receive()

    counts = {"handled": 0, "retried": 0, "dead": 0, "duplicates": 0}
    assert (healthy.status_code, healthy.json()) == (HTTPStatus.OK, {"status": "healthy", **counts})
    assert (stuck.status_code, stuck.json()) == (HTTPStatus.SERVICE_UNAVAILABLE, {"status": "stuck", **counts})
    assert [response.status_code for response in refused] == [404, 404, 413, 400]
    assert message is not None
    assert (message.id, json.loads(message.body)) == (sent, {"a": 1})


@pytest.mark.asyncio
async def test_no_inbox() -> None:
    """Where others reach the queue itself, nothing is taken over HTTP."""
    worker = Worker(_handle, InMemoryQueue())
    with serving(worker, "127.0.0.1", 0, None, asyncio.get_running_loop()) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/messages"
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(url, json={})

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_signals(caplog: pytest.LogCaptureFixture) -> None:
    """SIGTERM ends a worker without an error."""

    async def handle(_: Message) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    class Full(InMemoryQueue):
        """Has a message from the beginning."""

        async def receive(self) -> Message | None:
            """Return the same message each time."""
            return Message("1", "x")

    caplog.set_level("INFO")
    run_worker(Worker(handle, Full()), "127.0.0.1", 0)

    assert caplog.messages[-1].startswith("stopped: {'handled': 1, ")
