"""How workers take messages: queues, the loop around a handler, and their health."""

from .inbox import InboxClient
from .queues import InMemoryQueue, Message, Queue, Sender
from .seen import RecentlySeen, Seen
from .serve import run_worker
from .worker import RejectedError, Worker, backoff

__all__ = [
    "InMemoryQueue",
    "InboxClient",
    "Message",
    "Queue",
    "RecentlySeen",
    "RejectedError",
    "Seen",
    "Sender",
    "Worker",
    "backoff",
    "run_worker",
]
