"""The loop around a handler: attempts, dead letters, duplicates and a graceful end."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

from structlog.contextvars import bound_contextvars

from .queues import Message, Queue
from .seen import RecentlySeen, Seen

logger = logging.getLogger(__name__)

ATTEMPTS = 5
TIMEOUT_SECONDS = 300.0
_LONGEST_DELAY = 300.0
# A receive may wait for a message for so long; SQS allows 20 s.
_LONGEST_RECEIVE = 60.0


class RejectedError(Exception):
    """The message can never be handled, so it is set aside without another attempt."""


def backoff(attempt: int) -> float:
    """Return the seconds to wait after a failed attempt: 1, 2, 4, ..., at most 300, with some chance in it."""
    delay = min(2.0 ** (attempt - 1), _LONGEST_DELAY)
    return delay * random.uniform(0.5, 1.0)  # noqa: S311 - spreads attempts, hides nothing


class Worker:
    """Takes messages one by one and hands each to a handler.

    Attributes:
        counts: how many messages were handled, retried, set aside and seen before.
    """

    def __init__(  # noqa: PLR0913 - each has its own meaning
        self,
        handle: Callable[[Message], Awaitable[None]],
        queue: Queue,
        *,
        attempts: int = ATTEMPTS,
        timeout: float = TIMEOUT_SECONDS,
        seen: Seen | None = None,
        delay: Callable[[int], float] = backoff,
    ) -> None:
        """Prepare; nothing is taken yet.

        Args:
            handle: returns once a message is handled; any exception is a failed attempt.
            attempts: after so many a message is set aside.
            timeout: the seconds that an attempt may take.
            seen: knows what was handled already, so that it is not handled twice.
            delay: returns the seconds after which attempt number N is followed by the next.
        """
        self.queue = queue
        self.counts = {"handled": 0, "retried": 0, "dead": 0, "duplicates": 0}
        self._handle = handle
        self._attempts = attempts
        self._timeout = timeout
        self._seen: Seen = RecentlySeen() if seen is None else seen
        self._delay = delay
        self._failures = 0
        self._progress = time.monotonic()

    @property
    def is_healthy(self) -> bool:
        """Whether the loop goes on, and the queue answers."""
        return time.monotonic() - self._progress < self._timeout + _LONGEST_RECEIVE

    async def run(self, stop: asyncio.Event) -> None:
        """Take messages until an event is set; the message in hand is finished first."""
        stopped: asyncio.Future[Any] = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                message = await self._next(stopped)
                if message is not None:
                    await self.process(message)
        finally:
            stopped.cancel()

    async def process(self, message: Message) -> None:
        """Hand one message to the handler, and tell the queue what became of it; all logs have the message's id."""
        with bound_contextvars(message_id=message.id, attempt=message.attempt):
            await self._process(message)

    async def _process(self, message: Message) -> None:
        self._progress = time.monotonic()
        context = f"message {message.id}, attempt {message.attempt}"
        if await self._seen.contains(message.id):
            logger.info("%s: handled before", context)
            self.counts["duplicates"] += 1
            await self.queue.finish(message)
            return
        try:
            await asyncio.wait_for(self._handle(message), self._timeout)
        except RejectedError as error:
            logger.warning("%s: rejected: %s", context, error)
            await self._bury(message)
        except Exception:
            if message.attempt >= self._attempts:
                logger.exception("%s: failed, and is set aside", context)
                await self._bury(message)
            else:
                delay = self._delay(message.attempt)
                logger.exception("%s: failed, again in %.1f s", context, delay)
                self.counts["retried"] += 1
                await self.queue.retry(message, delay)
        else:
            logger.info("%s: handled", context)
            self.counts["handled"] += 1
            await self._seen.add(message.id)
            await self.queue.finish(message)

    async def _bury(self, message: Message) -> None:
        self.counts["dead"] += 1
        await self.queue.bury(message)

    async def _next(self, stopped: asyncio.Future[Any]) -> Message | None:
        """Take the next message, unless the end comes first."""
        taking = asyncio.ensure_future(self.queue.receive())
        either: set[asyncio.Future[Any]] = {taking, stopped}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not taking.done():
            taking.cancel()
            return None
        try:
            message = taking.result()
        except Exception:
            # The queue does not answer: the worker is unhealthy if that lasts.
            self._failures += 1
            logger.exception("no message could be taken")
            await asyncio.wait({stopped}, timeout=self._delay(self._failures))
            return None
        self._failures = 0
        self._progress = time.monotonic()
        return message
