"""Ports for services: the same owner gets the same port again and again."""

from __future__ import annotations

import socket
import zlib
from typing import Final

from pantstack_runtime.process_identity import wait_until

HOST: Final = "127.0.0.1"
# Below the ranges from which systems take ports for outgoing connections.
_FIRST: Final = 20000
_COUNT: Final = 10000


class NoFreePortError(Exception):
    """There is no free port; the text says what to do."""


def is_free(port: int) -> bool:
    """Whether a server could listen on a port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: connections that are fading away do not make a port taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def allocate(owner: str) -> int:
    """Return a free port, the same for the same owner as long as nobody else has it.

    Raises:
        NoFreePortError: if a hundred ports in a row are taken.
    """
    start = zlib.crc32(owner.encode())
    for step in range(100):
        port = _FIRST + (start + step) % _COUNT
        if is_free(port):
            return port
    raise NoFreePortError(
        f"No free port for {owner}: a hundred in a row are taken, from {_FIRST + start % _COUNT} on.\n"
        "End what listens there, then deploy again."
    )


def wait_until_free(port: int, timeout: float) -> bool:
    """Wait some seconds for a port, and return whether it is free."""
    return wait_until(lambda: is_free(port), timeout)
