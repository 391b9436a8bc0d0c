"""Whether the service is healthy: `/health`, `/health/live` and `/health/ready`."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter

from stack.libs import web


def health_routes(checks: Mapping[str, Callable[[], Awaitable[None]]]) -> APIRouter:
    """Return the routes; the service is ready while all checks pass."""
    return web.health_router(checks)
