"""Headers that make browsers careful, and which hosts and origins are served."""

from typing import ClassVar

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stack.libs.common import HttpServiceSettings
from stack.libs.web.headers import is_operational

from .place import Place, place

POLICY = "default-src 'none'; frame-ancestors 'none'"
# FastAPI's pages load Swagger UI and ReDoc from there, and start them with a script in the page.
DOCS_POLICY = (
    "default-src 'none'; connect-src 'self'; "
    "script-src 'unsafe-inline' https://cdn.jsdelivr.net; "
    "style-src 'unsafe-inline' https://cdn.jsdelivr.net https://fonts.googleapis.com; "
    "font-src https://fonts.gstatic.com; worker-src blob:; "
    "img-src 'self' data: https://fastapi.tiangolo.com https://cdn.redoc.ly; "
    "frame-ancestors 'none'"
)
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
]
TRANSPORT_SECURITY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def add_security_headers(app: FastAPI, settings: HttpServiceSettings) -> None:
    """Add security headers to every answer; refuse other hosts and origins where `settings` names them.

    `Strict-Transport-Security` is only sent in production: a browser would remember it for localhost.
    """
    docs = frozenset(path for path in (app.docs_url, app.redoc_url) if path)
    place(app, SecurityHeaders, docs=docs, production=settings.production)
    if settings.allowed_hosts:
        place(app, Hosts, allowed_hosts=settings.allowed_hosts)
    if settings.cors_origins:
        place(
            app,
            Cors,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-API-Key", "X-Request-ID"],
            expose_headers=["Retry-After", "X-Request-ID"],
        )


class SecurityHeaders:
    """Adds the headers to every answer."""

    place: ClassVar[Place] = Place.SECURITY_HEADERS

    def __init__(self, app: ASGIApp, *, docs: frozenset[str], production: bool) -> None:
        """Wrap an application.

        Args:
            docs: paths of the pages that document the API.
        """
        self._app = app
        self._docs = docs
        common = [*HEADERS, *([TRANSPORT_SECURITY] if production else [])]
        self._headers = [*common, (b"content-security-policy", POLICY.encode())]
        self._docs_headers = [*common, (b"content-security-policy", DOCS_POLICY.encode())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = self._docs_headers if scope["path"] in self._docs else self._headers

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class Hosts(TrustedHostMiddleware):
    """Starlette's, except that a load balancer may ask for the health by address."""

    place: ClassVar[Place] = Place.HOSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request unless it is for another host."""
        if scope["type"] == "http" and is_operational(scope["path"]):
            await self.app(scope, receive, send)
            return
        await super().__call__(scope, receive, send)


class Cors(CORSMiddleware):
    """Starlette's, at its place."""

    place: ClassVar[Place] = Place.CORS
