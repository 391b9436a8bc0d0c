"""What a request has to bring: credentials, and the scope of what it does."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fastapi import HTTPException, Request, Security, params, status
from fastapi.security import APIKeyHeader, HTTPBearer
from fastapi.security.base import SecurityBase
from structlog.contextvars import bind_contextvars

from stack.libs.common import HttpServiceSettings, security_event

from .api_keys import ApiKeys
from .errors import KeysUnavailableError, RefusedError
from .principal import Principal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .tokens import TokenVerifier

_KEY_HEADER: Final = "X-API-Key"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def access(settings: HttpServiceSettings, read: str = "", write: str = "") -> list[params.Security]:
    """Return the dependencies of a router whose callers need credentials: none while authentication is off.

    Args:
        read: the scope for GET, HEAD and OPTIONS; empty if credentials are enough.
        write: the scope for all other methods.

    Raises:
        ValueError: if tokens or keys cannot be verified with these settings.
    """
    if settings.authentication == "off":
        return []
    guard = _Guard(_token_verifier(settings), _api_keys(settings), read, write)
    schemes: list[SecurityBase] = [
        *([HTTPBearer(scheme_name="token", bearerFormat="JWT")] if guard.tokens else []),
        *([APIKeyHeader(name=_KEY_HEADER, scheme_name="api_key")] if guard.api_keys else []),
    ]
    if not schemes:
        message = "Authentication is on, but nothing is accepted.\nSet jwt_jwks_url, jwt_secret or api_keys."
        raise ValueError(message)
    # The first one takes all credentials: each further step of FastAPI's would cost as much as the check itself.
    return [Security(_Scheme(scheme, None if number else guard.check)) for number, scheme in enumerate(schemes)]


class _Scheme(SecurityBase):
    """A scheme in the OpenAPI document, of which one checks."""

    def __init__(self, scheme: SecurityBase, check: "Callable[[Request], Awaitable[None]] | None") -> None:
        self.model = scheme.model
        self.scheme_name = scheme.scheme_name
        self._check = check

    async def __call__(self, request: Request) -> None:
        if self._check is not None:
            await self._check(request)


@dataclass(frozen=True)
class _Guard:
    tokens: "TokenVerifier | None"
    api_keys: ApiKeys | None
    read: str
    write: str

    async def check(self, request: Request) -> None:
        """Let a request through, with its principal, or refuse it."""
        try:
            principal = await self._authenticate(request)
        except RefusedError as error:
            _report("auth.failed", request, reason=error.reason)
            raise self._unauthorized(error) from None
        except KeysUnavailableError:
            _report("auth.failed", request, reason="keys_unavailable")
            raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "Tokens cannot be verified now") from None
        request.state.principal = principal
        bind_contextvars(user=principal.name)
        scope = self.read if request.method in _READING else self.write
        if scope and scope not in principal.scopes:
            _report("auth.forbidden", request, user=principal.name, scope=scope)
            raise self._forbidden(scope)

    async def _authenticate(self, request: Request) -> Principal:
        if self.tokens:
            scheme, _, token = _header(request, b"authorization").partition(" ")
            if scheme.lower() == "bearer" and token.strip():
                return await self.tokens.verify(token.strip())
        if self.api_keys and (key := _header(request, b"x-api-key")):
            return self.api_keys.verify(key)
        raise RefusedError("missing", "Not authenticated")

    def _unauthorized(self, error: RefusedError) -> HTTPException:
        challenge = "Bearer" if self.tokens else "APIKey"
        if self.tokens and error.reason not in {"missing", "unknown_api_key"}:
            challenge = f'Bearer error="invalid_token", error_description="{error.description}"'
        return HTTPException(status.HTTP_401_UNAUTHORIZED, error.description, {"WWW-Authenticate": challenge})

    def _forbidden(self, scope: str) -> HTTPException:
        headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'} if self.tokens else None
        return HTTPException(status.HTTP_403_FORBIDDEN, f"This needs the scope {scope}", headers)


def _header(request: Request, name: bytes) -> str:
    """A header's first value, or ""; FastAPI's own search takes several times as long."""
    for key, value in request.scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return ""


def _report(event: str, request: Request, **fields: str) -> None:
    client = request.client.host if request.client else None
    security_event(event, method=request.method, path=request.url.path, client=client, **fields)


def _api_keys(settings: HttpServiceSettings) -> ApiKeys | None:
    return ApiKeys(settings.api_keys.get_secret_value()) if settings.api_keys else None


def _token_verifier(settings: HttpServiceSettings) -> "TokenVerifier | None":
    if not (settings.jwt_secret or settings.jwt_jwks_url):
        return None
    if not (settings.jwt_issuer and settings.jwt_audience):
        message = "Tokens need an issuer and an audience.\nSet jwt_issuer and jwt_audience."
        raise ValueError(message)
    # Only now: a service without tokens does not load the cryptography.
    from .key_set import KeySet
    from .tokens import TokenVerifier

    return TokenVerifier(
        settings.jwt_issuer,
        settings.jwt_audience,
        secret=settings.jwt_secret.get_secret_value() if settings.jwt_secret else None,
        keys=KeySet(settings.jwt_jwks_url) if settings.jwt_jwks_url else None,
    )
