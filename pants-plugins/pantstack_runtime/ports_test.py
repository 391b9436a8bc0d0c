"""Which port an owner gets."""

from __future__ import annotations

import os
import socket

from pantstack_runtime import ports


def test_same_owner_same_port() -> None:
    """An owner gets the same port again, another one while it is taken; none is the system's own."""
    owner = f"orders-local-/repo-{os.getpid()}"
    first = ports.allocate(owner)
    with socket.socket() as other:
        # As servers do: the port may have connections of an earlier one that are fading away.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((ports.HOST, first))
        other.listen()
        second = ports.allocate(owner)

    assert ports.allocate(owner) == first
    assert second != first
    assert {20000 <= port < 30000 for port in (first, second)} == {True}
