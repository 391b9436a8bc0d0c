"""How the client of a facade reaches its service: over HTTP, or within the process."""

from .http import HttpTransport
from .in_process import InProcessTransport
from .protocol import AsgiApp, Transport
from .registry import serve_in_process, transport_for
from .responses import parse

__all__ = [
    "AsgiApp",
    "HttpTransport",
    "InProcessTransport",
    "Transport",
    "parse",
    "serve_in_process",
    "transport_for",
]
