"""API keys by their hashes."""

import hmac

import pytest

from .api_keys import ApiKeys, hash_api_key
from .errors import RefusedError
from .principal import Principal

TEXT = f"reader:{hash_api_key('one')}:orders:read, writer:{hash_api_key('two').upper()}:orders:read orders:write,"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("one", Principal("reader", frozenset({"orders:read"}))),
        ("two", Principal("writer", frozenset({"orders:read", "orders:write"}))),
    ],
)
def test_a_key_names_its_owner(key: str, expected: Principal) -> None:
    """Each of several keys has a name and scopes of its own."""
    assert ApiKeys(TEXT).verify(key) == expected


def test_a_key_without_scopes() -> None:
    """A key may be of somebody who may do nothing in particular."""
    assert ApiKeys(f"nobody:{hash_api_key('one')}:").verify("one") == Principal("nobody")


@pytest.mark.parametrize("key", ["", "One", "one ", hash_api_key("one"), "k\u00e9y"])
def test_a_wrong_key(key: str) -> None:
    """What is not exactly a key is refused, its hash as well."""
    with pytest.raises(RefusedError, match=r"^The API key is not valid$"):
        ApiKeys(TEXT).verify(key)


def test_every_key_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a comparison takes depends neither on which key it is nor on how much of it is right."""
    compared = []

    def compare(first: bytes, second: bytes) -> bool:
        compared.append((len(first), len(second)))
        return first == second

    monkeypatch.setattr(hmac, "compare_digest", compare)
    ApiKeys(TEXT).verify("one")
    with pytest.raises(RefusedError):
        ApiKeys(TEXT).verify("three")

    assert compared == [(32, 32)] * 4


@pytest.mark.parametrize(
    "text", ["reader:one:orders:read", f"{'0' * 64}:x", f"a b:{'0' * 64}:x", "x", f"a:{'0' * 63}g:x"]
)
def test_what_is_no_key(text: str) -> None:
    """A mistake is named by its place, never by what stands there."""
    with pytest.raises(ValueError, match=r"^API key 2 does not look like `name:sha256-of-key:scope scope`$"):
        ApiKeys(f"reader:{hash_api_key('one')}:orders:read, {text}")
