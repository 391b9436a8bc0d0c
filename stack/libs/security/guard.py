"""Lets a request through, or refuses it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from fastapi import HTTPException, status
from fastapi.security import APIKeyHeader, HTTPBearer
from fastapi.security.base import SecurityBase

from stack.libs.common import HttpServiceSettings, context_variable, security_event
from stack.libs.web import Exchange

from .api_keys import ApiKeys
from .errors import KeysUnavailableError, RefusedError
from .principal import Principal

if TYPE_CHECKING:
    from .tokens import TokenVerifier

_KEY_HEADER: Final = "X-API-Key"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_user: Final = context_variable("user")


@dataclass(frozen=True)
class Guard:
    """What is accepted, and which scopes are needed.

    Attributes:
        schemes: as the OpenAPI document has them, by name.
    """

    tokens: "TokenVerifier | None"
    api_keys: ApiKeys | None
    read: str
    write: str
    schemes: dict[str, SecurityBase] = field(default_factory=dict)

    @classmethod
    def from_settings(cls, settings: HttpServiceSettings, read: str, write: str) -> "Guard":
        """Return a guard that accepts what the settings name.

        Raises:
            ValueError: if that is nothing, or if tokens or keys cannot be verified.
        """
        guard = cls(_token_verifier(settings), _api_keys(settings), read, write)
        if guard.tokens:
            guard.schemes["token"] = HTTPBearer(scheme_name="token", bearerFormat="JWT")
        if guard.api_keys:
            guard.schemes["api_key"] = APIKeyHeader(name=_KEY_HEADER, scheme_name="api_key")
        if not guard.schemes:
            message = "Authentication is on, but nothing is accepted.\nSet jwt_jwks_url, jwt_secret or api_keys."
            raise ValueError(message)
        return guard

    async def check(self, exchange: Exchange) -> None:
        """Let a request through, with its principal.

        Raises:
            HTTPException: if it is refused.
        """
        try:
            principal = await self._authenticate(exchange.headers)
        except RefusedError as error:
            _report("auth.failed", exchange, reason=error.reason)
            raise self._unauthorized(error) from None
        except KeysUnavailableError:
            _report("auth.failed", exchange, reason="keys_unavailable")
            raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "Tokens cannot be verified now") from None
        exchange.state["principal"] = principal
        _user.set(principal.name)
        scope = self.read if exchange.scope["method"] in _READING else self.write
        if scope and scope not in principal.scopes:
            _report("auth.forbidden", exchange, user=principal.name, scope=scope)
            raise self._forbidden(scope)

    async def _authenticate(self, headers: dict[bytes, bytes]) -> Principal:
        if self.tokens:
            scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
            if scheme.lower() == "bearer" and token.strip():
                return await self.tokens.verify(token.strip())
        key = headers.get(b"x-api-key")
        if self.api_keys and key:
            return self.api_keys.verify(key.decode("latin-1"))
        raise RefusedError("missing", "Not authenticated")

    def _unauthorized(self, error: RefusedError) -> HTTPException:
        challenge = "Bearer" if self.tokens else "APIKey"
        if self.tokens and error.reason not in {"missing", "unknown_api_key"}:
            challenge = f'Bearer error="invalid_token", error_description="{error.description}"'
        return HTTPException(status.HTTP_401_UNAUTHORIZED, error.description, {"WWW-Authenticate": challenge})

    def _forbidden(self, scope: str) -> HTTPException:
        headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'} if self.tokens else None
        return HTTPException(status.HTTP_403_FORBIDDEN, f"This needs the scope {scope}", headers)


def _report(event: str, exchange: Exchange, **fields: str) -> None:
    scope = exchange.scope
    client = exchange.client or None
    security_event(event, method=scope["method"], path=scope["path"], client=client, **fields)


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
