"""Locks of Pulumi's own backends, which outlive a process that was killed."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import CONNECTION_HELP, FailedError, failing
from pantstack_runtime.process_identity import started_at

if TYPE_CHECKING:
    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.storage.store import Store

# A process that began this much later than its lock is another one of the same number.
_MARGIN: Final = 2.0
_IN_MESSAGE: Final = re.compile(r"^\s*(\S.*): created by (.*)@(\S+) \(pid (\d+)\) at (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Lock:
    """A lock of a stack, taken at `when` in seconds since 1970."""

    place: str
    user: str
    host: str
    pid: int
    when: float

    @property
    def is_here(self) -> bool:
        """Whether a process of this machine took it."""
        return self.host == socket.gethostname()

    @property
    def is_dead(self) -> bool:
        """Whether it is certain that its process has ended."""
        if not self.is_here:
            return False
        began = started_at(self.pid)
        return began is None or began > self.when + _MARGIN

    def __str__(self) -> str:
        since = datetime.fromtimestamp(self.when).astimezone()
        return f"process {self.pid} of {self.user} on {self.host}, since {since:%Y-%m-%d %H:%M:%S}"


def clear(store: Store, folder: str, emit: Emit, *, unlock: bool) -> None:
    """Remove the locks of a stack whose processes have ended.

    Args:
        unlock: whether those of other machines, and those that cannot be read, are removed as well.

    Raises:
        FailedError: if one is held, or the store cannot be used.
    """
    with failing("the locks of the stack cannot be read", CONNECTION_HELP, store.display_path(folder)):
        for file in store.files(folder):
            if file.endswith(".json"):
                _clear_one(store, f"{folder}/{file}", emit, unlock=unlock)


def _clear_one(store: Store, name: str, emit: Emit, *, unlock: bool) -> None:
    try:
        lock = _parse(store.display_path(name), store.read(name))
    except FileNotFoundError:
        # Released just now.
        return
    if lock is None:
        if not unlock:
            raise FailedError(
                f"the stack's lock cannot be read, so it does not say who holds it: {store.display_path(name)}.",
                "If no other deploy is at work, add --unlock.",
            )
        emit("note", "removed a lock that could not be read")
    else:
        check((lock,), emit, unlock=unlock)
    store.delete(name)


def check(locks: tuple[Lock, ...], emit: Emit, *, unlock: bool) -> None:
    """Raise for locks that are held, with `unlock` only for those of this machine.

    Raises:
        FailedError: if one is held.
    """
    for lock in locks:
        if lock.is_here and not lock.is_dead:
            raise FailedError(f"the stack is locked by {lock}, which is at work.", "Wait for it, or end it.")
        if not lock.is_here and not unlock:
            raise FailedError(
                f"the stack is locked by {lock}.",
                "This machine cannot tell whether that is at work; if it is not, add --unlock.",
            )
    for lock in locks:
        stale = f"removed a stale lock of {lock}, which has ended"
        emit("note", stale if lock.is_dead else f"removed the lock of {lock}")


def check_message(message: str, emit: Emit, *, unlock: bool) -> None:
    """Raise for locks in an error of Pulumi's that are held, or by nobody knows whom.

    Raises:
        FailedError: if one is held.
    """
    locks = in_message(message)
    if not locks and not unlock:
        raise FailedError(
            "another update of the stack is at work, and its backend does not say whose.",
            "Wait for it; if nobody is at work, add --unlock.",
        )
    check(locks, emit, unlock=unlock)


def in_message(message: str) -> tuple[Lock, ...]:
    """Return the locks in an error of Pulumi's."""
    return tuple(
        Lock(place.strip(), user, host, int(pid), _seconds(when))
        for place, user, host, pid, when in _IN_MESSAGE.findall(message)
    )


def _parse(place: str, content: bytes) -> Lock | None:
    try:
        lock = json.loads(content)
        return Lock(place, str(lock["username"]), str(lock["hostname"]), int(lock["pid"]), _seconds(lock["timestamp"]))
    except (ValueError, KeyError, TypeError):
        return None


def _seconds(stamp: str) -> float:
    """Return seconds since 1970; Go writes nine digits of a second, which fewer Pythons read."""
    return datetime.fromisoformat(re.sub(r"\.(\d{6})\d*", r".\1", stamp)).timestamp()
