"""Names of a facade that will go."""

import inspect
import warnings
from dataclasses import dataclass

import pytest

from stack.libs.common import deprecated


@deprecated(until="2027-03-31", use="twice")
def double(number: int, *, times: int = 2) -> int:
    """Multiply."""
    return number * times


@deprecated(until="2027-03-31", use="twice")
async def double_later(number: int) -> int:
    """Multiply later."""
    return number * 2


@deprecated(until="2027-03-31", use="NewOrder")
@dataclass
class Order:
    """What was ordered."""

    id: str

    @deprecated(until="2027-03-31", use="id")
    def name(self) -> str:
        """The id."""
        return self.id


@pytest.mark.asyncio
async def test_calls() -> None:
    """Whatever is deprecated does what it did, and warns at the line that uses it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        results = (double(2, times=3), await double_later(2), Order("a").name())

    assert results == (6, 4, "a")
    assert {(each.category, each.filename) for each in caught} == {(DeprecationWarning, __file__)}
    assert [str(each.message) for each in caught] == [
        "`double` is deprecated, and will be removed after 2027-03-31: use twice.",
        "`double_later` is deprecated, and will be removed after 2027-03-31: use twice.",
        "`Order` is deprecated, and will be removed after 2027-03-31: use NewOrder.",
        "`Order.name` is deprecated, and will be removed after 2027-03-31: use id.",
    ]


def test_what_others_see() -> None:
    """Name, description and signature stay; a class is still a class, and a coroutine function still one."""
    assert (double.__name__, double.__doc__, str(inspect.signature(double))) == (
        "double",
        "Multiply.",
        "(number: int, *, times: int = 2) -> int",
    )
    assert inspect.iscoroutinefunction(double_later)
    assert isinstance(Order, type)


def test_a_day_that_is_none() -> None:
    """What is not a day is refused where it is written."""
    with pytest.raises(ValueError, match="Invalid isoformat string: 'soon'"):
        deprecated(until="soon", use="x")
