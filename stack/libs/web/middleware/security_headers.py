"""Headers that make browsers careful, and which hosts and origins are served."""

from typing import ClassVar

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import Receive, Scope, Send

from stack.libs.common import HttpServiceSettings
from stack.libs.web.feature import Exchange, Feature, Place, add_feature, place
from stack.libs.web.headers import is_operational

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
_POLICY = (b"content-security-policy", POLICY.encode())
_DOCS_POLICY = (b"content-security-policy", DOCS_POLICY.encode())
TRANSPORT_SECURITY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def add_security_headers(app: FastAPI, settings: HttpServiceSettings) -> None:
    """Add security headers to every answer; refuse other hosts and origins where `settings` names them.

    `Strict-Transport-Security` is only sent in production: a browser would remember it for localhost.
    """
    docs = frozenset(path for path in (app.docs_url, app.redoc_url) if path)
    add_feature(app, SecurityHeaders(docs=docs, production=settings.production))
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


class SecurityHeaders(Feature):
    """Adds the headers to every answer."""

    place: ClassVar[Place] = Place.SECURITY_HEADERS

    def __init__(self, *, docs: frozenset[str], production: bool) -> None:
        """Make the headers.

        Args:
            docs: paths of the pages that document the API.
            production: whether browsers are to stay with HTTPS.
        """
        self._docs = docs
        self.answer_headers = (*HEADERS, *([TRANSPORT_SECURITY] if production else []), _POLICY)

    def begin(self, exchange: Exchange) -> None:
        """Let the pages of the documentation load what they need."""
        if exchange.scope["path"] in self._docs:
            exchange.answer_headers[exchange.answer_headers.index(_POLICY)] = _DOCS_POLICY


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
