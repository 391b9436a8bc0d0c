"""JSON Web Tokens as bearer tokens (RFC 7519, RFC 8725)."""

from typing import TYPE_CHECKING, Any, Final

import jwt

from .errors import RefusedError
from .principal import Principal
from .verified_tokens import VerifiedTokens

if TYPE_CHECKING:
    from .key_set import KeySet

LEEWAY_SECONDS: Final = 30
# Which key verifies which algorithm is settled here, never by the token: a public key is no secret of HS256.
_SYMMETRIC: Final = "HS256"
_ASYMMETRIC: Final = frozenset({"RS256", "ES256"})
_REQUIRED: Final = ("exp", "iss", "aud", "sub")
# The more special errors first.
_REASONS: Final[tuple[tuple[type[jwt.PyJWTError], str, str], ...]] = (
    (jwt.ExpiredSignatureError, "expired", "The token has expired"),
    (jwt.ImmatureSignatureError, "not_yet_valid", "The token is not valid yet"),
    (jwt.InvalidAudienceError, "audience", "The token is for another audience"),
    (jwt.InvalidIssuerError, "issuer", "The token is from another issuer"),
    (jwt.MissingRequiredClaimError, "missing_claim", "The token lacks a claim"),
    (jwt.InvalidSignatureError, "signature", "The token's signature is not valid"),
)
_MALFORMED: Final = RefusedError("malformed", "The token is malformed")


class TokenVerifier:
    """Verifies the tokens of one issuer for one audience."""

    def __init__(self, issuer: str, audience: str, secret: str | None = None, keys: "KeySet | None" = None) -> None:
        """Take what tokens are verified with.

        Args:
            issuer: the `iss` of tokens.
            audience: what has to be in their `aud`.
            secret: for HS256.
            keys: for RS256 and ES256.
        """
        self._issuer = issuer
        self._audience = audience
        self._secret = secret
        self._keys = keys
        self._verified = VerifiedTokens()

    async def verify(self, token: str) -> Principal:
        """Return whose token it is.

        Raises:
            RefusedError: if it is not valid.
            KeysUnavailableError: if the issuer's keys cannot be fetched.
        """
        known = self._verified.find(token)
        if known is not None:
            return known
        claims = await self._claims(token)
        principal = Principal(claims["sub"], _scopes(claims))
        self._verified.remember(token, principal, float(claims["exp"]))
        return principal

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise _MALFORMED from error
        key, algorithm = await self._key(header)
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": list(_REQUIRED)},
            )
        except jwt.PyJWTError as error:
            raise _refusal(error) from error

    async def _key(self, header: dict[str, Any]) -> "tuple[str | jwt.PyJWK, str]":
        algorithm = header.get("alg")
        if algorithm == _SYMMETRIC and self._secret is not None:
            return self._secret, _SYMMETRIC
        if algorithm not in _ASYMMETRIC or self._keys is None:
            raise RefusedError("algorithm", "The token's algorithm is not accepted")
        key = await self._keys.find(header.get("kid"))
        if key is None:
            raise RefusedError("unknown_key", "The token's key is not known")
        if key.algorithm_name != algorithm:
            raise RefusedError("algorithm", "The token's algorithm is not accepted")
        return key, algorithm


def _refusal(error: jwt.PyJWTError) -> RefusedError:
    for kind, reason, description in _REASONS:
        if isinstance(error, kind):
            return RefusedError(reason, description)
    return _MALFORMED


def _scopes(claims: dict[str, Any]) -> frozenset[str]:
    """Those of `scope` (RFC 8693: one string), or of `scp` (Microsoft, Okta: a string or a list)."""
    value = claims.get("scope") or claims.get("scp") or ""
    words = value.split() if isinstance(value, str) else value
    return frozenset(word for word in words if isinstance(word, str)) if isinstance(words, list) else frozenset()
