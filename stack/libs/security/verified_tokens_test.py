"""What is known of tokens that were verified."""

from .principal import Principal
from .verified_tokens import VerifiedTokens

ADA, BOB = Principal("ada"), Principal("bob")


class Clock:
    """Time that goes on by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell it."""
        return self.now


def test_a_token_is_known_for_a_minute() -> None:
    """A token is verified again after a minute, so that a withdrawn key is not good for long."""
    clock = Clock()
    tokens = VerifiedTokens(clock=clock)
    tokens.remember("a", ADA, expiry=5000)
    found = []
    for seconds in (0, 59.9, 60):
        clock.now = 1000 + seconds
        found.append((tokens.find("a"), tokens.find("b")))

    assert found == [(ADA, None), (ADA, None), (None, None)]


def test_a_token_is_not_known_beyond_its_expiry() -> None:
    """A token that expires sooner is known until then."""
    clock = Clock()
    tokens = VerifiedTokens(clock=clock)
    tokens.remember("a", ADA, expiry=1010)
    clock.now = 1009.9
    before = tokens.find("a")
    clock.now = 1010

    assert (before, tokens.find("a")) == (ADA, None)


def test_what_is_known_is_bounded() -> None:
    """Of more tokens than there is room for, those that were not used for longest are forgotten."""
    tokens = VerifiedTokens(most=2)
    tokens.remember("a", ADA, expiry=1e12)
    tokens.remember("b", BOB, expiry=1e12)
    tokens.find("a")
    tokens.remember("c", BOB, expiry=1e12)

    assert [tokens.find(token) for token in "abc"] == [ADA, None, BOB]
