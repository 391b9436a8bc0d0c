"""Which port an owner gets."""

from __future__ import annotations

import socket

from pantstack_runtime import ports


def test_same_owner_same_port() -> None:
    """An owner gets the same port again, another one while it is taken; none is the system's own."""
    first = ports.allocate("orders-local-/repo")
    with socket.socket() as other:
        other.bind((ports.HOST, first))
        other.listen()
        second = ports.allocate("orders-local-/repo")

    assert ports.allocate("orders-local-/repo") == first
    assert second != first
    assert {20000 <= port < 30000 for port in (first, second)} == {True}
