"""Which services run in this process, and how others are found."""

import os
from collections.abc import Mapping
from functools import lru_cache

import httpx

from .http import HttpTransport
from .in_process import InProcessTransport
from .protocol import AsgiApp, Transport

_served: dict[str, InProcessTransport] = {}


def serve_in_process(name: str, app: AsgiApp | None) -> None:
    """Let clients in this process reach a service without a network, unless a variable gives them its URL.

    Args:
        name: of its module, such as `orders`.
        app: its ASGI application, or None to forget it.
    """
    if app is None:
        _served.pop(name, None)
    else:
        _served[name] = InProcessTransport(app)


def transport_for(name: str, default_base_url: str) -> Transport:
    """How to reach the service of a module: over HTTP at `NAME_BASE_URL`, in the process, or where it is by default.

    It is looked up with each request, so it does not matter what comes first: the client, or `serve_in_process`. All
    clients of a URL share their connections.

    Args:
        name: of the module, such as `orders`.
        default_base_url: where it is on a developer's machine.
    """
    return _FoundTransport(name, default_base_url)


class _FoundTransport:
    def __init__(self, name: str, default_base_url: str) -> None:
        self._name = name
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
        variable = f"{self._name.upper().replace('-', '_')}_BASE_URL"
        url = os.environ.get(variable, "")
        if not url and self._name in _served:
            return _served[self._name]
        try:
            return _shared(url or self._default_base_url)
        except ValueError as error:
            message = f"{variable}: {error}"
            raise ValueError(message) from None


@lru_cache(maxsize=64)
def _shared(base_url: str) -> HttpTransport:
    return HttpTransport(base_url)
