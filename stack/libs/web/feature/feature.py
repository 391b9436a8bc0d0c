"""What takes part in every request."""

from collections.abc import Sequence
from typing import ClassVar

from starlette.types import ASGIApp

from .exchange import Exchange
from .place import Place


class Feature:
    """A feature of a service; it overrides what it needs, and nothing else of it is called.

    Attributes:
        place: where it stands among the others.
        answer_headers: what every answer gets.
    """

    place: ClassVar[Place]
    answer_headers: Sequence[tuple[bytes, bytes]] = ()

    def begin(self, exchange: Exchange) -> None:
        """Take note of a request, and of what is to be done at its end."""

    def begin_websocket(self, exchange: Exchange) -> None:
        """Do the same for the connection of a WebSocket; an error refuses it."""

    async def admit(self, exchange: Exchange) -> ASGIApp | None:
        """Let a request go on (None), or answer it."""

    def answer_error(self, exchange: Exchange, error: Exception) -> ASGIApp | None:
        """Answer a request that failed, or leave that to others (None)."""

    async def close(self) -> None:
        """End with the application, after its last request."""
