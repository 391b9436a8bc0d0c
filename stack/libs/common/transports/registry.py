"""Which services run in this process, and how others are found."""

import os
from collections.abc import Mapping
from functools import lru_cache

import httpx

from .http import HttpTransport
from .in_process import InProcessTransport
from .protocol import AsgiApp, Transport

_served: dict[str, InProcessTransport] = {}


def serve_in_process(variable: str, app: AsgiApp | None) -> None:
    """Let clients in this process reach a service without a network, unless its variable gives them a URL.

    Args:
        variable: of the environment, such as `ORDERS_BASE_URL`.
        app: its ASGI application, or None to forget it.
    """
    if app is None:
        _served.pop(variable, None)
    else:
        _served[variable] = InProcessTransport(app)


def transport_for(variable: str, default_base_url: str) -> Transport:
    """How to reach a service: over HTTP where its variable says, in this process, or where it is by default.

    It is looked up with each request, so it does not matter what comes first: the client, or `serve_in_process`. All
    clients of a URL share their connections.

    Args:
        variable: of the environment, such as `ORDERS_BASE_URL`; a deploy sets it.
        default_base_url: where it is on a developer's machine.
    """
    return _FoundTransport(variable, default_base_url)


class _FoundTransport:
    def __init__(self, variable: str, default_base_url: str) -> None:
        self._variable = variable
        self._default_base_url = default_base_url

    async def request(
        self, method: str, path: str, json: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request; see `Transport`."""
        return await self._find().request(method, path, json, headers)

    async def aclose(self) -> None:
        """Close the connections of this event loop; see `Transport`."""
        await self._find().aclose()

    def _find(self) -> Transport:
        url = os.environ.get(self._variable, "")
        if not url and self._variable in _served:
            return _served[self._variable]
        try:
            return _shared(url or self._default_base_url)
        except ValueError as error:
            message = f"{self._variable}: {error}"
            raise ValueError(message) from None


@lru_cache(maxsize=64)
def _shared(base_url: str) -> HttpTransport:
    return HttpTransport(base_url)
