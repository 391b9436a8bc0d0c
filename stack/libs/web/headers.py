"""What middleware reads from a request without building an object for it."""

from collections.abc import Mapping
from hashlib import sha256

from starlette.types import Scope

UNMATCHED = "unmatched"


def header(scope: Scope, name: bytes) -> bytes | None:
    """Return a header's first value, or None.

    Args:
        name: in small letters.
    """
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None


def credentials_digest(headers: Mapping[bytes, bytes]) -> str:
    """Return a digest of what a request authenticates with, or "" if it has nothing of the kind."""
    found = [headers[name] for name in (b"authorization", b"x-api-key", b"cookie") if headers.get(name)]
    return sha256(b"\n".join(found)).hexdigest() if found else ""


def client_address(scope: Scope) -> str:
    """Return the client's address, or "" if there is none, as on a Unix socket."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def path_template(scope: Scope) -> str:
    """Return the path of the route that took a request, with its parameters as `{name}`.

    Only known once the request was routed; "unmatched" if no route took it.
    """
    effective = scope.get("fastapi", {}).get("effective_route_context")
    if effective is not None:
        return str(effective.path_format)
    prefix = scope.get("root_path", "").removeprefix(scope.get("app_root_path", ""))
    route = scope.get("route")
    if route is not None:
        return f"{prefix}{route.path_format}"
    # Below a mount it is the mounted application that took the request, whatever the path.
    if "endpoint" in scope and not prefix and not scope.get("path_params"):
        return str(scope["path"])  # A route of Starlette's own kind, such as `/openapi.json`.
    return UNMATCHED


def is_operational(path: str) -> bool:
    """Return whether a path belongs to those who operate the service, not to its clients."""
    return path in {"/health", "/healthz", "/metrics"} or path.startswith("/health/")
