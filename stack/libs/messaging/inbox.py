"""Sends messages to a worker itself, where its queue lives in its memory."""

import json

from pydantic import BaseModel

from stack.libs.common import HttpTransport, Transport, parse

PATH = "/messages"


class _Sent(BaseModel):
    id: str


class InboxClient:
    """Sends to `POST /messages` of a worker."""

    def __init__(self, base_url: str, transport: Transport | None = None) -> None:
        """Use a transport, or HTTP.

        Args:
            base_url: of the worker, such as `http://127.0.0.1:8001`.
        """
        # A worker does not know which messages it has got already.
        self._transport = HttpTransport(base_url, attempts=1) if transport is None else transport

    async def send(self, body: str) -> str:
        """Send a message, which must be JSON, and return its id.

        Raises:
            RequestRefusedError: if the worker takes no such message.
            ServiceUnavailableError: if the worker cannot be reached, or its queue is full.
        """
        return parse(await self._transport.request("POST", PATH, json.loads(body)), _Sent).id
