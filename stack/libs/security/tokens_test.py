"""Tokens that are taken, and all those that are not."""

import base64
import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from .errors import RefusedError
from .principal import Principal
from .tokens import LEEWAY_SECONDS, TokenVerifier

HMAC_KEY = "the secret that the tests sign with, 40 bytes"
ISSUER, AUDIENCE = "https://issuer.test", "orders"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def published(public_key: str, key_id: str, algorithm: str) -> jwt.PyJWK:
    """A key as an issuer publishes it."""
    return jwt.PyJWK({**json.loads(public_key), "kid": key_id, "alg": algorithm})


class Keys:
    """An issuer's keys that need no fetching."""

    def __init__(self) -> None:
        self._keys = {
            "r": published(jwt.algorithms.RSAAlgorithm.to_jwk(RSA_KEY.public_key()), "r", "RS256"),
            "e": published(jwt.algorithms.ECAlgorithm.to_jwk(EC_KEY.public_key()), "e", "ES256"),
        }

    async def find(self, key_id: object) -> jwt.PyJWK | None:
        """Return a key."""
        return self._keys.get(key_id) if isinstance(key_id, str) else None


def claims(**values: object) -> dict[str, Any]:
    """The claims of a valid token, unless they are overridden; None leaves one out."""
    all_of_them = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ada",
        "exp": int(time.time()) + 60,
        "scope": "orders:read orders:write",
        **values,
    }
    return {name: value for name, value in all_of_them.items() if value is not None}


def sign(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | str = HMAC_KEY,
    algorithm: str = "HS256",
    key_id: str | None = None,
    **values: object,
) -> str:
    """A token."""
    headers = {"kid": key_id} if key_id else None
    return jwt.encode(claims(**values), key, algorithm=algorithm, headers=headers)


def forge(header: dict[str, Any], secret: bytes = b"") -> str:
    """A token by hand, with a signature of HMAC or none: libraries refuse to make these."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims())]
    signature = hmac.new(secret, b".".join(parts), hashlib.sha256).digest() if secret else b""
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def both() -> TokenVerifier:
    """What takes tokens of all three algorithms."""
    return TokenVerifier(ISSUER, AUDIENCE, secret=HMAC_KEY, keys=Keys())  # type: ignore[arg-type]


PUBLIC_PEM = RSA_KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
GOOD = {
    "HS256": sign,
    "RS256": lambda: sign(RSA_KEY, "RS256", "r"),
    "ES256": lambda: sign(EC_KEY, "ES256", "e"),
    "several audiences": lambda: sign(aud=["shipping", "orders"]),
    "expired within the leeway": lambda: sign(exp=int(time.time()) - LEEWAY_SECONDS + 20),
    "valid soon": lambda: sign(nbf=int(time.time()) + LEEWAY_SECONDS - 5),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
async def test_good_tokens(make: Callable[[], str]) -> None:
    """A token of the issuer for this audience names the caller and the scopes, clocks may differ by half a minute."""
    assert await both().verify(make()) == Principal("ada", frozenset({"orders:read", "orders:write"}))


BAD = {
    "expired": (lambda: sign(exp=int(time.time()) - LEEWAY_SECONDS - 10), "expired"),
    "not yet valid": (lambda: sign(nbf=int(time.time()) + LEEWAY_SECONDS + 30), "not_yet_valid"),
    "another audience": (lambda: sign(aud="shipping"), "audience"),
    "another issuer": (lambda: sign(iss="https://other.test"), "issuer"),
    "no expiry": (lambda: sign(exp=None), "missing_claim"),
    "no audience": (lambda: sign(aud=None), "missing_claim"),
    "no issuer": (lambda: sign(iss=None), "missing_claim"),
    "no subject": (lambda: sign(sub=None), "missing_claim"),
    "another secret": (lambda: sign("another secret that has enough bytes too"), "signature"),
    "alg none": (lambda: forge({"alg": "none", "typ": "JWT"}), "algorithm"),
    "alg None": (lambda: forge({"alg": "None", "typ": "JWT"}), "algorithm"),
    "no alg": (lambda: forge({"typ": "JWT"}), "algorithm"),
    "the public key as the secret": (lambda: forge({"alg": "HS256", "kid": "r"}, PUBLIC_PEM), "signature"),
    "HS384": (lambda: sign("another secret that has enough bytes, all of 48 or more", "HS384"), "algorithm"),
    "another RSA key": (
        lambda: sign(rsa.generate_private_key(public_exponent=65537, key_size=2048), "RS256", "r"),
        "signature",
    ),
    "ES256 with an id of an RSA key": (lambda: sign(EC_KEY, "ES256", "r"), "algorithm"),
    "an unknown key": (lambda: sign(RSA_KEY, "RS256", "unknown"), "unknown_key"),
    "no key id": (lambda: sign(RSA_KEY, "RS256"), "unknown_key"),
    "text": (lambda: "text", "malformed"),
    "three parts": (lambda: "a.b.c", "malformed"),
    "no signature": (lambda: sign().rsplit(".", 1)[0] + ".", "signature"),
    "a subject that is no text": (lambda: sign(sub=7), "malformed"),
}


@pytest.mark.asyncio
@pytest.mark.parametrize(("make", "reason"), BAD.values(), ids=BAD)
async def test_bad_tokens(make: Callable[[], str], reason: str) -> None:
    """A token is refused for the reason that the log has."""
    token = make()
    with pytest.raises(RefusedError) as caught:
        await both().verify(token)

    assert (caught.value.reason, token in str(caught.value)) == (reason, False)


@pytest.mark.asyncio
@pytest.mark.parametrize("token", [sign(), forge({"alg": "HS256"}, PUBLIC_PEM)], ids=["secret", "public key"])
async def test_a_public_key_is_no_secret(token: str) -> None:
    """Where only public keys verify, HS256 is not accepted whatever it is signed with."""
    with pytest.raises(RefusedError) as caught:
        await TokenVerifier(ISSUER, AUDIENCE, keys=Keys()).verify(token)  # type: ignore[arg-type]

    assert caught.value.reason == "algorithm"


@pytest.mark.asyncio
async def test_a_secret_is_no_public_key() -> None:
    """Where only a secret verifies, RS256 is not accepted."""
    with pytest.raises(RefusedError) as caught:
        await TokenVerifier(ISSUER, AUDIENCE, secret=HMAC_KEY).verify(sign(RSA_KEY, "RS256", "r"))

    assert caught.value.reason == "algorithm"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("values", "scopes"),
    [
        ({"scope": None}, set()),
        ({"scope": ""}, set()),
        ({"scope": None, "scp": "a b"}, {"a", "b"}),
        ({"scope": None, "scp": ["a", 7]}, {"a"}),
        ({"scope": 7}, set()),
    ],
    ids=str,
)
async def test_scopes(values: dict[str, Any], scopes: set[str]) -> None:
    """Scopes are read as the common issuers write them, and anything else gives none."""
    assert (await both().verify(sign(**values))).scopes == scopes


@pytest.mark.asyncio
async def test_a_token_is_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that comes again within a minute costs no cryptography; one that was refused is verified each time."""
    verified = []
    decode = jwt.decode

    def count(token: str, *args: Any, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - as they come
        verified.append(token)
        return decode(token, *args, **options)

    monkeypatch.setattr(jwt, "decode", count)
    verifier, good, bad = both(), sign(), sign(aud="shipping")
    for token in (good, bad, good, bad):
        with contextlib.suppress(RefusedError):
            await verifier.verify(token)

    assert verified == [good, bad, bad]
