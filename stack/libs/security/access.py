"""What the requests of a route have to bring: credentials, and the scope of what they do."""

from fastapi import Request, Security, params
from fastapi.security.base import SecurityBase

from stack.libs.common import HttpServiceSettings
from stack.libs.web import Exchange

from .guard import Guard


def access(settings: HttpServiceSettings, read: str = "", write: str = "") -> list[params.Security]:
    """Return the dependencies of a route whose callers need credentials: none while authentication is off.

    For whole routers `include_router` does the same in a third of the time.

    Args:
        settings: what is accepted.
        read: the scope for GET, HEAD and OPTIONS; empty if credentials are enough.
        write: the scope for all other methods.

    Raises:
        ValueError: if tokens or keys cannot be verified with these settings.
    """
    if settings.authentication == "off":
        return []
    guard = Guard.from_settings(settings, read, write)
    # The first one takes all credentials: each further step of FastAPI's would cost as much as the check itself.
    return [
        Security(_Scheme(scheme, None if number else guard)) for number, scheme in enumerate(guard.schemes.values())
    ]


class _Scheme(SecurityBase):
    """A scheme in the OpenAPI document, of which one checks."""

    def __init__(self, scheme: SecurityBase, guard: Guard | None) -> None:
        self.model = scheme.model
        self.scheme_name = scheme.scheme_name
        self._guard = guard

    async def __call__(self, request: Request) -> None:
        if self._guard is not None:
            await self._guard.check(Exchange(request.scope, request.receive, request.app))
