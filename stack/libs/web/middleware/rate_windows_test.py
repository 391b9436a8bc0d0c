"""Counting requests."""

import pytest
from limits import parse

from stack.libs.web.middleware import rate_windows
from stack.libs.web.middleware.rate_windows import Decision, MemoryRateWindow


@pytest.mark.asyncio
async def test_the_previous_period_counts_in_part() -> None:
    """Half a period later half of the requests of the previous one count."""
    now = 0.0
    window = MemoryRateWindow(parse("10/minute"), lambda: now)
    assert [(await window.hit("a")).is_allowed for _ in range(11)] == [True] * 10 + [False]

    now = 90.0
    assert [(await window.hit("a")).is_allowed for _ in range(6)] == [True] * 5 + [False]
    assert await window.hit("a") == Decision(is_allowed=False, remaining=0, seconds=6.0)
    assert await window.hit("b") == Decision(is_allowed=True, remaining=9, seconds=30.0)


@pytest.mark.asyncio
async def test_the_number_of_clients_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not come for long is forgotten first, else who came first."""
    monkeypatch.setattr(rate_windows, "MAX_CLIENTS", 10)
    now = 0.0
    window = MemoryRateWindow(parse("1/second"), lambda: now)
    for name in "abcdefghij":
        await window.hit(name)

    assert not (await window.hit("b")).is_allowed
    await window.hit("k")
    assert not (await window.hit("b")).is_allowed
    assert (await window.hit("a")).is_allowed
    now = 10.0
    assert (await window.hit("l")).is_allowed
    assert len(window._clients) == 1  # noqa: SLF001  memory is what the test is about
