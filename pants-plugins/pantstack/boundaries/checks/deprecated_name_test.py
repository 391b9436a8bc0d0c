"""Uses of deprecated names, on the days before and after the last one."""

from __future__ import annotations

from datetime import date

from pantstack.base.locations import Position
from pantstack.boundaries.checks import deprecated_name, expired_deprecation
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import project

FILES = {
    "orders/BUILD": 'pantstack_module(description="Orders", public=["api.py"])\n',
    "orders/api.py": (
        'from x import deprecated\n@deprecated(until="2027-03-31", use="create")\ndef make(): ...\n'
        '@deprecated("It is slow.")\ndef slow(): ...\n'
    ),
    "stock/BUILD": 'pantstack_module(description="Stock", depends_on=["orders"])\n',
    "stock/core.py": "from orders.api import make, slow\n",
}
LAST = date(2027, 3, 31)
NEXT = date(2027, 4, 1)


def _make(code: str, message: str) -> Finding:
    """The finding about the import of `make`."""
    because = 'orders/api.py:2 has @deprecated(until="2027-03-31").'
    return Finding("stock/core.py", Position(1, 24), code, message, because, "Use create instead.")


SLOW = Finding(
    "stock/core.py",
    Position(1, 30),
    "deprecated-name",
    "`slow` of `orders` is deprecated.",
    "orders/api.py:4 has @deprecated: It is slow.",
    "Use something else that orders offers, or do without it.",
)


def test_the_last_day() -> None:
    """On the last day a use is a warning with the day and what to use, and none is expired."""
    facts = project(FILES)

    message = "`make` of `orders` is deprecated, and may be used until 2027-03-31."
    assert list(deprecated_name.check(facts, LAST)) == [_make("deprecated-name", message), SLOW]
    assert list(expired_deprecation.check(facts, LAST)) == []


def test_the_day_after() -> None:
    """On the next day the use is an error, and what has no day stays a warning."""
    facts = project(FILES)

    message = "`make` of `orders` could be used until 2027-03-31."
    assert list(deprecated_name.check(facts, NEXT)) == [SLOW]
    assert list(expired_deprecation.check(facts, NEXT)) == [_make("expired-deprecation", message)]


def test_nobody_uses_it() -> None:
    """After the day, what nobody uses is to be removed where it is defined."""
    facts = project({**FILES, "stock/core.py": "import orders.api\n"})

    assert list(expired_deprecation.check(facts, NEXT)) == [
        Finding(
            "orders/api.py",
            Position(2, 2),
            "expired-deprecation",
            "`make` could be used until 2027-03-31, and nobody uses it any more.",
            "orders offers it, and no other file of this repository takes it.",
            "Remove it.",
        )
    ]
