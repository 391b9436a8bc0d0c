"""Sends messages to a worker itself, where its queue lives in its memory."""

import json

from stack.libs.common import HttpTransport, Transport

PATH = "/messages"


class InboxClient:
    """Sends to `POST /messages` of a worker."""

    def __init__(self, base_url: str, transport: Transport | None = None) -> None:
        """Use a transport, or HTTP.

        Args:
            base_url: of the worker, such as `http://127.0.0.1:8001`.
        """
        self._transport = HttpTransport(base_url) if transport is None else transport

    async def send(self, body: str) -> str:
        """Send a message, which must be JSON, and return its id."""
        response = await self._transport.request("POST", PATH, json.loads(body))
        return str(response.raise_for_status().json()["id"])
